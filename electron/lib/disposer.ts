/** Collects what must be undone, and undoes it once, in reverse order, whatever fails on the way. */

type Undo = () => void | Promise<void>

export type Disposer = {
  add(undo: Undo): void
  /** Answers the errors met; calling it again does nothing. */
  dispose(): Promise<unknown[]>
}

export function createDisposer(): Disposer {
  const undos: Undo[] = []
  return {
    add: (undo) => void undos.push(undo),
    async dispose() {
      const errors: unknown[] = []
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo()
        } catch (error) {
          errors.push(error)
        }
      }
      return errors
    },
  }
}
