/** A typed list of listeners; one that throws is reported and does not stop the others. */

export type Unsubscribe = () => void

export type Emitter<T> = {
  on(listener: (value: T) => void): Unsubscribe
  emit(value: T): void
}

export function createEmitter<T>(onError: (error: unknown) => void): Emitter<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit(value) {
      for (const listener of listeners) {
        try {
          listener(value)
        } catch (error) {
          onError(error)
        }
      }
    },
  }
}
