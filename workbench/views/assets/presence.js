export function render({model}) {
  const tell = () => {
    model.seen = document.visibilityState === "visible"
    model.dark = document.documentElement.dataset.theme === "dark"
  }
  document.addEventListener("visibilitychange", tell)
  document.addEventListener("wb-theme", tell)
  model.on("remove", () => {
    document.removeEventListener("visibilitychange", tell)
    document.removeEventListener("wb-theme", tell)
  })
  tell()
  return document.createElement("span")
}
