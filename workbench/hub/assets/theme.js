// Light or dark: what the reader chose on any page of the lab, or else what the system says. It runs before the first paint.
(() => {
  const KEY = "workbench-theme"
  const root = document.documentElement
  const dark = matchMedia("(prefers-color-scheme: dark)")

  // Local storage ends at the port, and the dashboards have another one; a cookie does not.
  const cookie = () => document.cookie.match(/(?:^|; )workbench-theme=(light|dark)(?:;|$)/)?.[1]
  const stored = () => { try { return localStorage.getItem(KEY) } catch { return null } }
  const keep = (theme) => {
    document.cookie = `${KEY}=${theme}; path=/; max-age=31536000; samesite=lax`
    try { localStorage.setItem(KEY, theme) } catch { /* private mode */ }
  }
  const wear = () => {
    const chosen = cookie() || stored()
    if (chosen === "light" || chosen === "dark") { root.dataset.theme = chosen } else { delete root.dataset.theme }
  }
  const turn = () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light")
    keep(now === "dark" ? "light" : "dark")
    wear()
  }

  wear()
  addEventListener("storage", wear)
  addEventListener("pageshow", wear)
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme")
    button.hidden = false
    button.addEventListener("click", turn)
  })
})()
