/** Toasts: short messages in the corner, the newest last, at most six at once. */
import type { Toast } from '../app-state.ts'

const mostShown = 6

/** Adds one; the oldest message that is not a firing makes room, and firings only when nothing else is left. */
export function withToast(toasts: readonly Toast[], toast: Toast): readonly Toast[] {
  const all = [...toasts, toast]
  if (all.length <= mostShown) return all
  const oldest = all.findIndex((candidate) => candidate.kind !== 'firing')
  return all.filter((_, index) => index !== (oldest === -1 ? 0 : oldest))
}

export function withoutToast(toasts: readonly Toast[], id: string): readonly Toast[] {
  return toasts.filter((toast) => toast.id !== id)
}
