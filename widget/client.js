// Talks to the web door: session, messages sent once and in order, waiting while offline, history, files.
// The token, a message not yet sent and a draft live in sessionStorage: this tab only, gone when it closes.

const KEY = "cec-guide";
const PATIENCE = 60000; // the door itself gives up after 30 seconds
const PAUSES = [2, 4, 8, 15, 30]; // seconds between tries while the door cannot be reached

/** The door said no. `messages` can be shown. */
export class Refused extends Error {
  constructor(status, body, wait) {
    super(`refused: ${status}`);
    Object.assign(this, { status, wait, messages: body?.messages || [] });
  }
}

/** Nobody answered: offline, a restart, or a proxy without the assistant behind it. */
export class Unreachable extends Error {}

export class Client {
  /**
   * @param {URL} base address of the door, ends with /chat/
   * @param {(event: string, detail?: Object) => void} tell hears: session, queued, busy, replies, history,
   *   waiting, ended, refused, idle
   */
  constructor(base, tell) {
    this.base = base;
    this.tell = tell;
    this.tries = 0;
    try {
      this.kept = JSON.parse(sessionStorage.getItem(KEY)) || {};
    } catch {
      this.kept = {}; // storage is switched off: the conversation lasts until the page is left
    }
    this.kept.queue ||= [];
    addEventListener("online", () => this.pump());
  }

  save(changes) {
    Object.assign(this.kept, changes);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.kept));
    } catch {
      // as above
    }
  }

  forget() {
    this.kept = { queue: [] };
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // as above
    }
  }

  async fetch(method, path, body) {
    const headers = {};
    if (this.kept.token) headers.Authorization = `Bearer ${this.kept.token}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(new URL(path, this.base), {
        method,
        headers,
        body: body && JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout?.(PATIENCE),
      });
    } catch {
      throw new Unreachable();
    }
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => null);
    if ([502, 504].includes(answer.status) || (answer.status === 503 && !told)) throw new Unreachable();
    throw new Refused(answer.status, told, Number(answer.headers.get("Retry-After")) || 0);
  }

  async json(method, path, body) {
    const answer = await this.fetch(method, path, body);
    try {
      return await answer.json();
    } catch {
      throw new Unreachable(); // cut off half way
    }
  }

  /** Opens a session unless there is one. Never two at once. */
  session() {
    if (this.kept.token) return Promise.resolve();
    this.opening ||= this.json("POST", "session")
      .then(({ token, expires_in, privacy_notice, feedback }) => {
        const expires = Date.now() + expires_in * 1000;
        this.save({ token, expires, notice: privacy_notice, feedback, turns: 0 });
        this.tell("session");
      })
      .finally(() => (this.opening = null));
    return this.opening;
  }

  async history() {
    const { turns } = await this.json("GET", "history");
    this.save({ turns: turns.length });
    return turns;
  }

  /** Puts a message in the queue: {text}, or {choice} or {edit} with a text to show. It is sent once, in its turn. */
  send(entry) {
    // The id lets a door that knows it refuse to take the same message twice
    entry.id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join("");
    this.kept.queue.push(entry);
    this.save();
    this.tell("queued", { entry });
    this.pump();
  }

  /** Takes back a message that is still waiting. */
  takeBack(entry) {
    this.save({ queue: this.kept.queue.filter((one) => one.id !== entry.id) });
    if (!this.kept.queue.length) this.idle();
  }

  idle() {
    clearTimeout(this.timer);
    this.tries = 0;
    this.tell("idle");
  }

  /** Sends what is in the queue, one after the other, until it is empty or nobody answers. */
  async pump() {
    clearTimeout(this.timer);
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (await this.step()) this.tries = 0;
    } finally {
      this.pumping = false;
    }
  }

  /** One message, or the start of the conversation. Whether to go on at once. */
  async step() {
    let entry = this.kept.queue[0];
    try {
      const before = this.kept.token;
      await this.session();
      const { kept } = this;
      entry = kept.queue[0]; // something may have been typed meanwhile
      if (!this.restored) {
        const turns = before ? await this.arrived(entry) : [];
        this.restored = true;
        this.tell("history", { turns });
        return true;
      }
      if (!entry) return this.idle();
      this.tell("busy", { entry });
      if (entry.tried && (await this.checkArrival(entry))) return true;
      this.tried(entry, true);
      const body = await this.json("POST", "messages", { id: entry.id, ...(entry.edit ? { edit: entry.edit } : entry.choice ? { choice: entry.choice } : { text: entry.text }) });
      if (kept !== this.kept) return true; // started again meanwhile
      this.done(entry);
      this.save({ turns: (kept.turns || 0) + 1 });
      if (body.erased) this.forget();
      this.tell("replies", { entry, messages: body.messages || [], erased: body.erased });
      return true;
    } catch (problem) {
      return this.failed(entry, problem);
    }
  }

  tried(entry, tried) {
    entry.tried = tried;
    this.save();
  }

  done(entry) {
    this.save({ queue: this.kept.queue.filter((one) => one !== entry) });
  }

  /** History at start; a message that was under way when the page was left may have arrived. */
  async arrived(entry) {
    const known = this.kept.turns || 0;
    const turns = await this.history();
    if (entry?.tried && turns.length > known) this.done(entry);
    return turns;
  }

  /** After a broken connection: the door may have had the message, and sending again would say it twice. */
  async checkArrival(entry) {
    const turns = await this.arrived(entry);
    if (this.kept.queue.includes(entry)) return false;
    this.tell("history", { turns });
    return true;
  }

  async failed(entry, problem) {
    if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
    const { status, wait, messages } = problem;
    if (status === 401) {
      // Expired, or the server's secret is another: the old conversation is closed to us
      const entries = this.kept.queue;
      this.forget();
      await this.session().catch(() => null);
      this.restored = true;
      this.tell("ended", { entries, messages });
      return true;
    }
    if (entry && status && status !== 429 && status !== 503) {
      // 4xx: not taken. 500: nobody knows, so the person decides
      this.done(entry);
      this.tell("refused", { entry, messages, again: status >= 500 });
      return true;
    }
    if (entry && status) this.tried(entry, false);
    const seconds = wait || PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
    this.tell("waiting", { entry, messages, offline: !status, seconds });
    this.timer = setTimeout(() => this.pump(), seconds * 1000);
    return false;
  }

  /** Forgets the conversation here and opens a new one. */
  restart() {
    this.forget();
    this.restored = false;
    return this.pump();
  }

  /** Erases the conversation on the server. */
  async erase() {
    if (this.kept.token)
      await this.fetch("DELETE", "session").catch((problem) => {
        if (problem.status !== 401) throw problem;
      });
    return this.restart();
  }

  /** A record, as {name, blob}. The token goes to the door only, whatever address is given. */
  async download(url) {
    const address = new URL(url, this.base);
    if (address.origin !== this.base.origin) throw new Refused(0);
    const answer = await this.fetch("GET", address);
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
    return { name: name ? name[1] : "record", blob: await answer.blob() };
  }

  async topics() {
    return (await this.json("GET", "topics")).groups || [];
  }

  /** What is written in the guided tools. */
  tools() {
    return this.json("GET", "tools");
  }

  async feedback(body) {
    try {
      await this.fetch("POST", "feedback", body);
      return true;
    } catch {
      return false;
    }
  }
}
