import { setText } from "../lib/dom.js";
import { timeText, wholeTime } from "../text/times.js";

/** The server writes a time as it sees it; here it is in the reader's own time zone. `<local-time><time datetime="…">` */
export class LocalTime extends HTMLElement {
  connectedCallback() {
    this.update();
  }

  update(at) {
    const time = this.querySelector("time");
    if (!time) return;
    if (at && time.dateTime !== at) time.dateTime = at;
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) return;
    setText(time, timeText(moment));
    time.title = wholeTime(moment);
  }
}
