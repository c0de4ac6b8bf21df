// Every word the chat itself says, in one place. What the assistant says comes from the server.
// Another language: add its table here and set lang="..." on the element.

const en = {
  title: "CEC Guide",
  open: "Ask CEC Guide",
  minimise: "Minimise",
  newMessages: (n) => (n === 1 ? "1 new message" : `${n} new messages`),
  you: "You",
  guide: "CEC Guide",
  newTab: " (opens in a new tab)",
  conversation: "Conversation",

  // The text box
  label: "Your message",
  hint: "Ask in your own words. Do not type names.",
  send: "Send",
  suggestions: "Topics that match",
  suggested: (n) => (n === 1 ? "1 topic matches, listed before the text box." : `${n} topics match, listed before the text box.`),

  // While waiting
  working: "CEC Guide is writing",
  slow: "Still working on it.",
  slower: "This is taking longer than usual. You do not need to send it again.",
  waiting: "Not sent yet. It will be sent once, when the connection is back.",
  offline: "There is no connection at the moment. You can keep typing: nothing is lost.",
  offlineDanger: "If a child is in danger now, call 999.",
  starting: "CEC Guide is not ready yet. Your message will be sent when it is.",
  back: "The connection is back.",
  tryNow: "Try now",
  takeBack: "Take it back",
  ended: "That conversation has ended and a new one has begun.",
  endedKept: "What you typed is still in the text box.",
  notTaken: "Your message was not answered.",
  retry: "Send again",
  expires: (time) => `This conversation ends at ${time}. Finish what you are doing or save it before then.`,

  // Parts of a message
  item: (item, total) => `Item ${item} of ${total}`,
  done: (done, total) => `${done} of ${total} answered`,
  chosen: "Chosen: ",
  choices: "You can choose",
  ways: "Other ways to go on",
  related: "Related topics",
  sources: (n) => (n === 1 ? "Source" : `Sources (${n})`),
  reviewed: (date) => `Reviewed ${date}`,
  change: "Change",
  comments: (n) => (n > 1 ? `${n} comments` : n === 1 ? "1 comment" : `Comment: ${n}`),
  call: "Call",
  sendText: "Text",
  email: "Email",
  website: "Website",
  download: "Download",
  saved: "The file has been saved with your downloads.",
  notSaved: "The file could not be fetched. Try again, or ask for the record again.",
  danger: "In danger now",
  problem: "There is a problem",

  // What is written so far
  written: "What is written so far",
  hide: "Hide",
  of: (done, total) => `${done} of ${total}`,
  writtenNone: "Nothing is written yet. Rows appear here when a guided tool is started, and only what you say or confirm is written.",
  writtenEmpty: "Nothing is written yet.",
  toolState: {
    active: "",
    paused: "Paused. Say “carry on” in the chat to go on. Rows can be changed here.",
    finished: "Finished. Rows can still be changed here.",
  },
  rows: "Rows",
  openRow: "open now",
  leftOpen: "Left open",
  when: (when) => `When: ${when}`,
  waits: (label, text) => `Waits for your yes${label ? `: ${label}` : ""}${text ? `, “${text}”` : ""}`,
  unsaved: "Not saved yet",
  edit: "Edit",
  answer: "Answer",
  commentNo: (n) => `Comment ${n}`,
  addComment: "Add a comment: what was seen, and when?",
  yourAnswer: "Your answer",
  remove: "Delete",
  removed: "The comment goes when you save.",
  keep: "Save",
  noEdit: "Cancel",
  saving: "Saving.",
  unchanged: "Nothing was changed.",
  checkDanger: "If a child is in danger now:",

  // After an answer
  copy: "Copy",
  copied: "Copied",
  print: "Print",
  helpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  reasons: "What was wrong?",
  reason: {
    not_whole: "Not the whole answer",
    not_asked: "Not what I asked",
    unclear: "Hard to understand",
    wrong: "Something is wrong",
  },
  thanks: "Thank you. This helps to make the answers better.",
  more: "Tell me more",

  // Before the first question
  topics: "Topics",
  welcome: "What do you want to know?",
  tipsTitle: "Good to know",
  tips: [
    "Ask as you would ask a colleague. Short questions work best.",
    "You can stop a guided tool half way, ask something, and go on.",
  ],
  leaveTip: "To leave fast, press Shift three times or use “Leave quickly”.",
  toolsTitle: "Work through a tool",
  tools: [
    ["Start the screening tool", "For one child, 14 signs"],
    ["Start the awareness priorities", "For a partnership, 5 priorities"],
    ["Start the self-assessment", "For a partnership, 4 areas"],
    ["Start ‘where to begin’", "For a partnership, 7 questions"],
  ],
  browse: "Browse the topics",
  search: "Find a topic",
  none: "No topic has these words. You can still ask in the text box.",
  found: (n) => (n === 1 ? "1 topic" : `${n} topics`),
  toConversation: "Back to the conversation",
  noTopics: "The list of topics cannot be shown right now. You can still ask.",

  // The whole conversation
  menu: "Options",
  save: "Save as a file",
  restart: "Start again",
  erase: "Delete for good",
  about: "Privacy",
  confirmRestart: "Start a new conversation? This one will no longer be shown here. Answers in a tool that is not finished cannot be reached any more.",
  confirmErase: "Delete this conversation and all answers in it? They are erased on the server at once and cannot be brought back.",
  cancel: "Keep it",
  close: "Close",
  erased: "The conversation has been deleted.",
  notErased: "The conversation could not be deleted, because there is no connection. Try again.",
  restarted: "A new conversation has begun.",
  fileName: "cec-guide-conversation.txt",

  // Leaving
  leave: "Leave quickly",
  leaveMore: "blanks the page, then opens another website. This tab forgets the conversation. It does not clear the history of your browser and does not delete what the server keeps.",
  shift: (n) => (n === 1 ? "Shift. Press it 1 more time to leave." : `Shift. Press it ${n} more times to leave.`),
  leaving: "Leaving.",
};

const tables = { en };

/** The words for a language, British English where there are none. */
export function words(lang) {
  return tables[(lang || "").slice(0, 2).toLowerCase()] || en;
}
