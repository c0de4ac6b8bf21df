// The one address a page needs: loads the chat element from its own folder.
import "./widget/cec-guide.js";
