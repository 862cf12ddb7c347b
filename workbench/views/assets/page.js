// What a page does by itself, before and without its server: theme, address, and coming back to where it was.
(() => {
  const root = document.documentElement
  const kept = (key) => { try { return sessionStorage.getItem(key) } catch { return null } }
  const keep = (key, value) => { try { sessionStorage.setItem(key, value) } catch { /* private mode */ } }

  const wear = (theme) => {
    root.dataset.theme = theme
    document.dispatchEvent(new Event("wb-theme"))
  }
  // A cookie, as local storage ends at the port: the lab's other pages have other ports, and the same theme.
  const chosen = () => document.cookie.match(/(?:^|; )workbench-theme=(light|dark)(?:;|$)/)?.[1]
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const suit = () => wear(chosen() || (dark.matches ? "dark" : "light"))
  suit()
  dark.addEventListener("change", suit)
  addEventListener("pageshow", suit)

  // A restarted server knows nothing of this page's session, so the page is loaded again once the server answers. What it shows is in
  // its address; how far it was scrolled is kept beside.
  let leaving = false
  const scrolled = () => `workbench-scroll ${location.pathname}`
  addEventListener("beforeunload", () => {
    leaving = true
    keep(scrolled(), String(scrollY))
  })
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
    const said = document.getElementById("wb-wire")
    if (said) { said.textContent = "The server is away. This page comes back by itself." }
    setTimeout(comeBack, 500)
  }

  window.workbench = {
    offset: Number(root.dataset.now || Date.now()) - Date.now(),
    lost,
    theme() {
      const theme = root.dataset.theme === "dark" ? "light" : "dark"
      document.cookie = `workbench-theme=${theme}; path=/; max-age=31536000; samesite=lax`
      wear(theme)
    },
    address(query) {
      const wanted = `${location.pathname}${query && `?${query}`}`
      if (wanted !== `${location.pathname}${location.search}`) { history.replaceState(null, "", wanted) }
    },
    restore() {
      const [navigation] = performance.getEntriesByType("navigation")
      if (navigation?.type === "reload") { scrollTo(0, Number(kept(scrolled()) || 0)) }
    },
  }
  history.scrollRestoration = "manual"

  // A link to another page of the lab leads to the moment that this one shows.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]")
    if (!link || link.origin !== location.origin || link.dataset.do) { return }
    const here = new URLSearchParams(location.search), there = new URL(link.href)
    for (const name of ["at", "window"]) {
      if (here.has(name) && !there.searchParams.has(name)) { there.searchParams.set(name, here.get(name)) }
    }
    link.href = there.href
  }, true)

  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given)
      this.addEventListener("close", lost)
    }
  }
})()
