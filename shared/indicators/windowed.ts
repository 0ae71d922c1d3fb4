/** Indicators over a window of bars, by the library: its "replace the last" makes looking at the open bar free of traces. */
import type { Bar, Indicator, Outputs } from './indicator.ts'

/** What the library's classes have in common. */
type Updatable<Input, Result> = { update(input: Input, replace: boolean): Result | null }

/** A library object, with the open bar as a last value that gives way to the next. */
export type Window<Input, Result> = {
  /** With `input` as the open bar's. */
  peek(input: Input): Result | null
  /** With `input` as a closed bar's, which stays. */
  push(input: Input): Result | null
}

export function createWindow<Input, Result>(series: Updatable<Input, Result>): Window<Input, Result> {
  let hasOpen = false
  return {
    peek(input) {
      const result = series.update(input, hasOpen)
      hasOpen = true
      return result
    },
    push(input) {
      const result = series.update(input, hasOpen)
      hasOpen = false
      return result
    },
  }
}

/** An indicator that is one window of `length` bars: no bar before it matters. */
export function fromWindow<Input, Result>(
  length: number,
  series: Updatable<Input, Result>,
  inputOf: (bar: Bar) => Input,
  outputsOf: (result: Result) => Outputs,
): Indicator {
  const window = createWindow(series)
  let last: Outputs | null = null
  const outputs = (result: Result | null) => (result === null ? null : outputsOf(result))
  return {
    close(bar) {
      last = outputs(window.push(inputOf(bar)))
    },
    peek: (bar) => outputs(window.peek(inputOf(bar))),
    current: () => last,
    neededBars: length - 1,
    warmUpBars: length - 1,
  }
}
