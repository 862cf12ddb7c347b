// What a page does by itself, before and without its server: theme, local times, ages that go on, and coming back.
(() => {
  const root = document.documentElement
  const now = () => Date.now() + (window.workbench.offset || 0)
  const kept = (key) => { try { return localStorage.getItem(key) } catch { return null } }

  const wear = (theme) => {
    root.dataset.theme = theme
    document.dispatchEvent(new Event("wb-theme"))
  }
  window.workbench = {
    offset: Number(root.dataset.now || Date.now()) - Date.now(),
    theme() {
      const theme = root.dataset.theme === "dark" ? "light" : "dark"
      try { localStorage.setItem("workbench-theme", theme) } catch { /* private mode */ }
      wear(theme)
    },
  }
  const dark = matchMedia("(prefers-color-scheme: dark)")
  wear(kept("workbench-theme") || (dark.matches ? "dark" : "light"))
  dark.addEventListener("change", () => { if (!kept("workbench-theme")) { wear(dark.matches ? "dark" : "light") } })

  const ago = (s) => s < 9.95 ? `${Math.max(s, 0).toFixed(1)} s` : s < 60 ? `${Math.round(s)} s`
    : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`
  const ages = new Set()
  setInterval(() => { if (!document.hidden) { ages.forEach((el) => el.tell()) } }, 500)
  customElements.define("wb-age", class extends HTMLElement {
    static observedAttributes = ["at"]
    connectedCallback() { ages.add(this); this.tell() }
    disconnectedCallback() { ages.delete(this) }
    attributeChangedCallback() { this.tell() }
    tell() {
      const said = ago((now() - Number(this.getAttribute("at"))) / 1000)
      if (this.textContent !== said) { this.textContent = said }
    }
  })
  const zone = () => new Intl.DateTimeFormat([], {timeZoneName: "short"}).formatToParts(new Date())
    .find((part) => part.type === "timeZoneName").value
  customElements.define("wb-zone", class extends HTMLElement {
    connectedCallback() { this.textContent = zone() }
  })
  customElements.define("wb-time", class extends HTMLElement {
    static observedAttributes = ["at"]
    connectedCallback() { this.tell() }
    attributeChangedCallback() { this.tell() }
    tell() {
      const at = new Date(Number(this.getAttribute("at")))
      const clock = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"}
      if (this.getAttribute("kind") === "s") { clock.second = "2-digit" }
      this.textContent = at.toLocaleTimeString([], clock)
      this.title = at.toLocaleString([], {dateStyle: "full", timeStyle: "long"})
    }
  })

  // A restarted server knows nothing of this page's session, so the page is loaded again once the server answers.
  let leaving = false
  addEventListener("beforeunload", () => { leaving = true })
  const comeBack = async () => {
    try {
      const answer = await fetch("/favicon.ico", {cache: "no-store"})
      if (answer.ok) {
        location.reload()
        return
      }
    } catch { /* not there yet */ }
    setTimeout(comeBack, 1000)
  }
  const lost = () => {
    if (leaving || root.dataset.wire === "lost") { return }
    root.dataset.wire = "lost"
    setTimeout(comeBack, 500)
  }
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given)
      this.addEventListener("close", lost)
    }
  }
})()
