// What a published page does by itself: says how far it is, wears light or dark, and comes back when its server was away.
window.workbenchPage = (() => {
  const root = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)")
  // The cookie of the lab's other pages, which have other ports and the same theme.
  const chosen = () => document.cookie.match(/(?:^|; )workbench-theme=(light|dark)(?:;|$)/)?.[1]

  const wear = () => {
    const theme = chosen() || (system.matches ? "dark" : "light")
    root.dataset.theme = theme
    if (document.body) { document.body.dataset.jpThemeLight = String(theme === "light") }
  }
  const turn = () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark"
    document.cookie = `workbench-theme=${theme};path=/;max-age=31536000;samesite=lax`
    wear()
  }
  addEventListener("pageshow", wear)
  system.addEventListener("change", wear)
  wear()

  // A page whose kernel is gone stands still, so it is loaded again, which starts another one.
  const watch = (url) => {
    const look = async () => {
      let status = 0
      try { status = (await fetch(url, {cache: "no-store"})).status } catch { /* not there */ }
      document.getElementById("wb-lost").hidden = status === 200
      if (status === 403 || status === 404) {
        location.reload()
      } else {
        setTimeout(later, status === 200 ? 5000 : 1000)
      }
    }
    const later = () => document.hidden ? document.addEventListener("visibilitychange", look, {once: true}) : look()
    setTimeout(later, 5000)
  }
  return {wear, turn, watch}
})()

window.voila_heartbeat = () => {}
window.voila_process = (cell, cells) => { document.getElementById("loading_text").textContent = `Opening: ${cell} of ${cells}` }
window.voila_finish = () => {
  window.cellLoaded = true
  if (!window.themeLoaded) { return } // Voila calls again when it has drawn
  const {baseUrl, kernelId} = JSON.parse(document.getElementById("jupyter-config-data").textContent)
  document.getElementById("loading").hidden = true
  window.workbenchPage.watch(`${baseUrl}api/kernels/${kernelId}`)
}
