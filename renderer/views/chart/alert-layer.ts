/** The alert lines on the chart: drawn, dragged along the tick grid, and put back on Escape or when the core refuses. */
import type { Chart } from 'klinecharts'
import type { AlertLine } from './chart-model.ts'
import { overlayNames, type AlertLineData } from './chart-overlays.ts'
import type { Palette } from './palette.ts'

export type AlertLayer = {
  set(lines: readonly AlertLine[]): void
  /** After a change of theme. */
  redraw(): void
  dispose(): void
}

type Deps = {
  readonly palette: () => Palette
  readonly round: (price: number) => number
  readonly format: (price: number) => string
  /** Answers whether the level was taken. */
  readonly onMove: (ruleId: string, level: number) => Promise<boolean>
  readonly onOpen: (ruleId: string) => void
}

type Drag = { readonly id: string; readonly from: number; to: number; cancelled: boolean }

export function createAlertLayer(chart: Chart, deps: Deps): AlertLayer {
  let lines: readonly AlertLine[] = []
  let drag: Drag | null = null
  const drawn = new Set<string>()

  const overlayId = (id: string): string => `${overlayNames.alert}:${id}`
  const place = (id: string, level: number): void =>
    void chart.overrideOverlay({ id: overlayId(id), points: [{ value: level }] })
  const lineOf = (id: string): AlertLine | undefined => lines.find((line) => line.id === id)

  const onKey = (event: KeyboardEvent): void => {
    if (drag === null || event.key !== 'Escape') return
    event.stopPropagation()
    event.preventDefault()
    drag.cancelled = true
    place(drag.id, drag.from)
  }
  window.addEventListener('keydown', onKey, true)

  const release = async ({ id, from, to, cancelled }: Drag): Promise<void> => {
    if (cancelled || to === from) return place(id, from)
    place(id, to)
    const taken = await deps.onMove(id, to).catch(() => false)
    // Another change may have come meanwhile: what the rules say now is the truth.
    if (!taken) place(id, lineOf(id)?.level ?? from)
  }

  const dataOf = (line: AlertLine): AlertLineData => ({ line, palette: deps.palette(), format: deps.format })

  const create = (line: AlertLine): void => {
    chart.createOverlay({
      name: overlayNames.alert,
      id: overlayId(line.id),
      points: [{ value: line.level }],
      extendData: dataOf(line),
      lock: !line.draggable,
      zLevel: 1,
      onRightClick: (event) => event.preventDefault?.(),
      onDoubleClick: () => deps.onOpen(line.id),
      onPressedMoveStart: () => {
        const level = lineOf(line.id)?.level ?? line.level
        drag = { id: line.id, from: level, to: level, cancelled: false }
      },
      onPressedMoving: ({ overlay }) => {
        if (drag === null || drag.id !== line.id) return
        const moved = overlay.points[0]?.value
        if (!drag.cancelled && moved !== undefined && deps.round(moved) > 0) drag.to = deps.round(moved)
        place(line.id, drag.cancelled ? drag.from : drag.to)
      },
      onPressedMoveEnd: () => {
        const ended = drag
        drag = null
        if (ended !== null) void release(ended)
      },
    })
    drawn.add(line.id)
  }

  const draw = (): void => {
    const wanted = new Set(lines.map((line) => line.id))
    for (const id of drawn) {
      if (wanted.has(id)) continue
      chart.removeOverlay({ id: overlayId(id) })
      drawn.delete(id)
      if (drag?.id === id) drag = null
    }
    for (const line of lines) {
      if (!drawn.has(line.id)) create(line)
      else {
        chart.overrideOverlay({
          id: overlayId(line.id),
          extendData: dataOf(line),
          lock: !line.draggable,
          ...(drag?.id === line.id ? {} : { points: [{ value: line.level }] }),
        })
      }
    }
  }

  return {
    set(next) {
      lines = next
      draw()
    },
    redraw: draw,
    dispose: () => window.removeEventListener('keydown', onKey, true),
  }
}
