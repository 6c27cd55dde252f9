// The walk of a meeting: keys, the step in the address, and letters as large as their room allows.
// All steps are drawn when the walk begins; going on only shows another, so no key waits for the server.
const WIDTH = 1280, HEIGHT = 720
const TITLE = { most: 40, least: 24, room: 182 }
const LETTERS = { most: 30, least: 18 }, LINES = { most: 38, least: 18 }, NUMBERS = { most: 78, least: 24 }
const ON = ["ArrowRight", "ArrowDown", "PageDown", " ", "n"]
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p"]

export default function ({ data }) {
  const root = document.documentElement
  const walk = () => document.querySelector(".st-key-meeting")
  let wasFull = document.fullscreenElement !== null
  let asked = 0

  const inRange = (step) => Math.min(Math.max(Math.round(step) || 1, 1), data.steps)
  const now = () => inRange(Number(new URLSearchParams(location.search).get("step")))

  const show = (step) => {
    root.dataset.step = step
  }
  const go = (step) => {
    const to = inRange(step)
    if (to !== now()) {
      const address = new URL(location.href)
      address.searchParams.set("step", to)
      // In place of the entry: the browser's Back leaves the walk, however far it went.
      history.replaceState(history.state, "", address)
    }
    show(to)
  }
  const leave = () => {
    wasFull = false
    if (document.fullscreenElement) document.exitFullscreen()
    document.querySelector(".st-key-leave button")?.click()
  }
  const full = () => {
    if (document.fullscreenElement) {
      wasFull = false
      document.exitFullscreen()
    } else root.requestFullscreen?.().catch(() => {})
  }

  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key
    const isButton = event.target.closest?.("button") && key === "Enter"
    if (isButton) return
    if (key === " " && event.shiftKey) go(now() - 1)
    else if (ON.includes(key) || key === "Enter") go(now() + 1)
    else if (BACK.includes(key)) go(now() - 1)
    else if (key === "Home") go(1)
    else if (key === "End") go(data.steps)
    else if (key === "Escape") leave()
    else if (key === "f" || key === "F5") full()
    else if (key === "." || key === "b") root.toggleAttribute("data-blank")
    else if (key === "Tab" || key.startsWith("F")) return
    event.preventDefault()
    event.stopPropagation()
  }
  const clicked = (event) => {
    if (event.button === 0 && event.target.closest?.(".st-key-meeting") && !event.target.closest("button, a")) go(now() + 1)
  }
  const changed = () => {
    if (document.fullscreenElement) wasFull = true
    // A browser keeps Escape to itself while it fills the screen.
    else if (wasFull) leave()
  }

  const scaled = () => {
    const factor = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT)
    root.style.setProperty("--meeting-scale", factor)
    root.style.setProperty("--meeting-left", `${(innerWidth - factor * WIDTH) / 2}px`)
    root.style.setProperty("--meeting-top", `${(innerHeight - factor * HEIGHT) / 2}px`)
  }
  const shrink = (element, { most, least }, isTooLarge, what = "font-size") => {
    for (let size = most; size >= least; size -= 1) {
      element.style.setProperty(what, `${size}px`, what === "font-size" ? "important" : "")
      if (!isTooLarge()) break
    }
  }
  const isTooLarge = (element) =>
    element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1
  const isCut = (metric) => {
    const number = document.createRange()
    number.selectNodeContents(metric.querySelector("[data-testid=stMetricValue]"))
    return number.getBoundingClientRect().width > metric.getBoundingClientRect().width
  }
  const fit = () => {
    asked = 0
    for (const step of walk()?.querySelectorAll("[class*='st-key-step_']") ?? []) {
      const title = step.querySelector("h1")
      if (title) shrink(title, TITLE, () => title.offsetHeight > TITLE.room)
      const room = step.querySelector("[class*='st-key-words_']")
      const metrics = [...(room?.querySelectorAll("[data-testid=stMetric]") ?? [])]
      if (metrics.length) shrink(room, NUMBERS, () => metrics.some(isCut), "--meeting-number")
      if (room) shrink(room, room.matches("[class*='st-key-words_list_']") ? LINES : LETTERS, () => isTooLarge(room))
    }
    root.toggleAttribute("data-fitted", true)
  }
  const later = () => {
    asked ||= requestAnimationFrame(fit)
  }

  const drawn = new MutationObserver(later)
  if (walk()) drawn.observe(walk(), { childList: true, subtree: true, characterData: true })
  const listened = [[document, "keydown", pressed, true], [document, "click", clicked, false],
    [document, "fullscreenchange", changed, false], [window, "resize", scaled, false]]
  for (const [of, name, does, early] of listened) of.addEventListener(name, does, early)
  scaled()
  show(now())
  later()
  document.fonts?.ready.then(later)

  return () => {
    for (const [of, name, does, early] of listened) of.removeEventListener(name, does, early)
    drawn.disconnect()
    for (const name of ["step", "blank", "fitted"]) delete root.dataset[name]
  }
}
