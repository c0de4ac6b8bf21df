// Theme colour of the host page: used only where it can be read.

/** "#06c" or "#0066cc" as [r, g, b]; nothing for anything else. */
function parse(colour) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec((colour || "").trim())?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => ((part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(one, other) {
  const [low, high] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * Sets --theme-light and --theme-dark where the colour reaches 4.5:1 on every ground it is used on, here or as ground
 * under text; otherwise our own stays.
 */
export function applyTheme(host, colour) {
  for (const [name, grounds] of [["--theme-light", ["#ffffff", "#f0f4f8"]], ["--theme-dark", ["#16191d", "#262c33"]]]) {
    const fits = parse(colour) && grounds.every((ground) => contrast(colour, ground) >= 4.5);
    if (fits) host.style.setProperty(name, colour.trim());
    else host.style.removeProperty(name);
  }
}
