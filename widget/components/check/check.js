// Is the child safe at this moment? One calm line, its buttons, and 999 one tap away. No alarm: nobody said "danger".
import { h } from "../../dom.js";
import { phone } from "../contacts/contacts.js";

/** 999, quietly, after the buttons. */
export const emergency = (t) => h("p.reach.small", {}, `${t.checkDanger} `, phone("999", t));
