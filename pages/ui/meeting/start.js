// Beside the button that starts a meeting: browsers allow full screen only within the click or key that asks for it.
const KEY = "m"

export default function () {
  const root = document.documentElement
  const full = () => root.requestFullscreen?.().catch(() => {})
  const clicked = (event) => event.target.closest?.(".st-key-present button") && full()
  const pressed = (event) => {
    const isTyped = event.target.closest?.("input, textarea, select, [contenteditable=true]")
    if (event.key.toLowerCase() === KEY && !isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) full()
  }
  document.addEventListener("click", clicked, true)
  document.addEventListener("keydown", pressed, true)
  // A meeting that was left by the browser's Back leaves its full screen behind.
  if (document.fullscreenElement === root && !new URLSearchParams(location.search).has("meeting")) document.exitFullscreen()
  return () => {
    document.removeEventListener("click", clicked, true)
    document.removeEventListener("keydown", pressed, true)
  }
}
