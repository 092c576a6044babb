const near = 40;
const far = 200;

/**
 * Keeps a scrolled element at its end while the reader is there, and never moves it while the reader is elsewhere.
 * It remembers what it scrolled to itself; any other movement is the reader's.
 */
export class ScrollKeeper extends EventTarget {
  #scroller;
  #written = -1;
  #last = 0;
  #isFollowing = true;
  #isFar = false;
  #resize;
  #listening = new AbortController();

  constructor(scroller, content) {
    super();
    this.#scroller = scroller;
    const options = { passive: true, signal: this.#listening.signal };
    scroller.addEventListener("scroll", () => this.#scrolled(), options);
    scroller.addEventListener("wheel", (event) => event.deltaY < 0 && this.#release(), options);
    scroller.addEventListener("keydown", (event) => this.#keyed(event), options);
    this.#resize = new ResizeObserver(() => this.follow());
    this.#resize.observe(content);
    this.#resize.observe(scroller);
  }

  get isFollowing() {
    return this.#isFollowing;
  }

  get distance() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  get isNearStart() {
    return this.#scroller.scrollTop < 800;
  }

  /** Goes to the end and stays there. */
  toEnd() {
    this.#isFollowing = true;
    this.follow();
  }

  /** Where the reader is at the end, stays at the end. */
  follow() {
    if (this.#isFollowing && this.distance > 0) this.#write(this.#scroller.scrollHeight);
    this.#judge();
  }

  /** What the reader opens grows where it stands: it is not scrolled out of sight. */
  hold() {
    if (this.distance > 0 || this.#scroller.scrollTop > 0) this.#isFollowing = false;
  }

  /** Shows one element, and follows no more. */
  toElement(element) {
    this.#isFollowing = false;
    element.scrollIntoView({ block: "center" });
    this.#written = this.#last = this.#scroller.scrollTop;
    this.#judge();
  }

  /** Lets `change` add or remove things above, and keeps what the reader sees where it is. */
  keepPlace(change) {
    if (this.#isFollowing) return change();
    const anchor = this.#firstSeen();
    const before = anchor?.getBoundingClientRect().top;
    this.#scroller.style.overflowAnchor = "none";
    change();
    if (anchor?.isConnected) {
      const moved = anchor.getBoundingClientRect().top - before;
      if (moved !== 0) this.#write(this.#scroller.scrollTop + moved);
    }
    this.#scroller.style.overflowAnchor = "";
  }

  close() {
    this.#listening.abort();
    this.#resize.disconnect();
  }

  #firstSeen() {
    const top = this.#scroller.getBoundingClientRect().top;
    return [...this.#scroller.querySelectorAll("chat-message")].find((one) => one.getBoundingClientRect().bottom > top);
  }

  #write(top) {
    this.#scroller.scrollTop = top;
    this.#written = this.#last = this.#scroller.scrollTop;
  }

  #scrolled() {
    const top = this.#scroller.scrollTop;
    const isOwn = Math.abs(top - this.#written) < 2;
    this.#written = -1;
    if (this.distance < near && (isOwn || top >= this.#last - 3)) this.#isFollowing = true;
    else if (!isOwn && top < this.#last - 3 && this.distance > 3) this.#release();
    this.#last = top;
    this.#judge();
  }

  #keyed(event) {
    if (["PageUp", "ArrowUp", "Home"].includes(event.key)) this.#release();
  }

  #release() {
    if (this.distance <= 0 && this.#scroller.scrollTop <= 0) return;
    this.#isFollowing = false;
  }

  // Two distances, so that the button does not flicker at the border.
  #judge() {
    const isFar = this.distance > (this.#isFar ? 60 : far) && !this.#isFollowing;
    if (isFar !== this.#isFar) {
      this.#isFar = isFar;
      this.dispatchEvent(new CustomEvent("far", { detail: { isFar } }));
    }
    if (!this.#isFollowing && this.isNearStart) this.dispatchEvent(new Event("start"));
  }
}
