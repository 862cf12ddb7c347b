// Times that tell themselves in the reader's own zone, and ages that go on. Defined once, whoever brings them first: a page or a widget.
(() => {
  if (customElements.get("wb-age")) { return }
  const now = () => Date.now() + (window.workbench?.offset || 0)  // a page knows how far its clock is from the server's
  const ago = (s) => s < 9.95 ? `${Math.max(s, 0).toFixed(1)} s` : s < 60 ? `${Math.round(s)} s`
    : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`
  const write = (el, said) => { if (el.textContent !== said) { el.textContent = said } }
  // Made once: a format takes longer to make than to use a hundred times.
  const clock = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"}
  const CLOCKS = {m: new Intl.DateTimeFormat([], clock), s: new Intl.DateTimeFormat([], {...clock, second: "2-digit"})}
  const DAY = new Intl.DateTimeFormat([], {day: "numeric", month: "short"})
  const WHOLE = new Intl.DateTimeFormat([], {dateStyle: "full", timeStyle: "long"})
  const ages = new Set()
  setInterval(() => { if (!document.hidden) { ages.forEach((el) => el.tell()) } }, 500)

  customElements.define("wb-age", class extends HTMLElement {
    static observedAttributes = ["at"]
    connectedCallback() { ages.add(this); this.tell() }
    disconnectedCallback() { ages.delete(this) }
    attributeChangedCallback() { this.tell() }
    tell() { write(this, ago((now() - Number(this.getAttribute("at"))) / 1000)) }
  })

  const zone = () => new Intl.DateTimeFormat([], {timeZoneName: "short"}).formatToParts(new Date())
    .find((part) => part.type === "timeZoneName").value
  customElements.define("wb-zone", class extends HTMLElement {
    connectedCallback() { write(this, zone()) }
  })

  customElements.define("wb-time", class extends HTMLElement {
    static observedAttributes = ["at", "kind"]
    connectedCallback() { this.tell() }
    attributeChangedCallback() { this.tell() }
    tell() {
      const at = new Date(Number(this.getAttribute("at"))), kind = this.getAttribute("kind") === "s" ? "s" : "m"
      const today = at.toDateString() === new Date(now()).toDateString()
      write(this, today ? CLOCKS[kind].format(at) : `${DAY.format(at)} ${CLOCKS[kind].format(at)}`)
      this.title = WHOLE.format(at)
    }
  })
})()
