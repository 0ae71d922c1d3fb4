/** What the actions of every slice are given: the bridge, the store, a clock, and the two ways to call the core. */
import type { StoreApi } from 'zustand/vanilla'
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts'
import type { BridgeClient } from '../bridge/client-types.ts'
import type { AppState, Toast } from './app-state.ts'

export type NewToast = Pick<Toast, 'kind' | 'title' | 'body'> &
  Partial<Pick<Toast, 'undo' | 'instrument' | 'firing' | 'opensLog'>>

export type ActionContext = {
  readonly client: BridgeClient
  readonly store: StoreApi<AppState>
  readonly now: () => number
  /** A new id, unique over windows. */
  readonly newId: () => string
  readonly toast: (toast: NewToast) => string
  /** Hands a file to the user. */
  readonly download: (name: string, type: string, text: string) => void
  /** Answers null after an error toast `title` that says what to do next. */
  readonly attempt: <M extends MethodName>(
    title: string,
    method: M,
    input: MethodInput<M>,
  ) => Promise<MethodOutput<M> | null>
}
