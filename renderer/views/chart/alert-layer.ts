/** The alert lines on the chart: drawn, dragged along the tick grid, and put back on Escape or when the core refuses. */
import type { Chart } from 'klinecharts'
import {
  coversNow,
  lineFigures,
  rearmFigures,
  tagFigure,
  tickFigure,
  type LineLook,
} from './alert-figures.ts'
import { allowedLevel, labelOf, type AlertLine } from './alert-lines.ts'
import { overlayName, type Drawing, type DrawParams } from './chart-overlays.ts'
import { labelPlaces, type LabelPlace } from './label-places.ts'
import type { Palette } from './palette.ts'

export type AlertLayer = {
  set(lines: readonly AlertLine[]): void
  /** Stands beside the line that is being dragged; null for nothing. */
  setNote(note: string | null): void
  /** After a change of theme. */
  redraw(): void
  dispose(): void
}

type Deps = {
  readonly palette: () => Palette
  readonly tickSize: () => number
  readonly format: (price: number) => string
  /** Each step of a drag; null when it has ended or was given up. */
  readonly onDrag: (line: AlertLine, level: number | null) => void
  /** Answers whether the level was taken. */
  readonly onMove: (line: AlertLine, level: number) => Promise<boolean>
  readonly onOpen: (line: AlertLine) => void
  /** The line under the pointer, where it is not being dragged. */
  readonly onHover: (line: AlertLine | null) => void
}

type Drag = { readonly id: string; readonly from: number; to: number; cancelled: boolean }

const noPlace: LabelPlace = { bottom: null, more: 0 }
const overlayId = (id: string): string => `alert:${id}`

export function createAlertLayer(chart: Chart, deps: Deps): AlertLayer {
  let lines: readonly AlertLine[] = []
  let drag: Drag | null = null
  let note: string | null = null
  let hovered: string | null = null
  let selected: string | null = null
  const drawn = new Map<string, AlertLine>()

  const lineOf = (id: string | null): AlertLine | undefined =>
    id === null ? undefined : lines.find((line) => line.id === id)
  const levelOf = (line: AlertLine): number => (drag?.id === line.id ? drag.to : line.level)
  const isActive = ({ id }: AlertLine): boolean => drag?.id === id || hovered === id || selected === id

  /** Labels are laid out once for all lines of a picture: again when the axis, the lines or what is active changed. */
  let laidOut: { key: string; places: ReadonlyMap<string, LabelPlace> } = { key: '', places: new Map() }
  let changes = 0
  const placesFor = (yOf: (price: number) => number, height: number): ReadonlyMap<string, LabelPlace> => {
    const key = `${changes} ${height} ${yOf(0)} ${yOf(lines[0]?.level ?? 1)}`
    if (laidOut.key !== key) {
      const labelled = lines.map((line) => ({
        id: line.id,
        y: yOf(levelOf(line)),
        rank: (drag?.id === line.id ? 8 : 0) + (isActive(line) ? 4 : 0) + (line.tone === 'draft' ? 2 : 0),
      }))
      laidOut = { key, places: labelPlaces(labelled, height) }
    }
    return laidOut.places
  }

  const lookOf = (line: AlertLine, yOf: (price: number) => number, height: number): LineLook => {
    const label = labelOf(line, levelOf(line), deps.tickSize())
    const pair = line.operand === 0 ? lineOf(line.pair) : undefined
    return {
      line,
      palette: deps.palette(),
      label: drag?.id === line.id && note !== null ? `${label}  \u00b7  ${note}` : label,
      place: placesFor(yOf, height).get(line.id) ?? noPlace,
      // The editor stands over the chart's right side while a rule is written.
      side: lines.some(({ tone }) => tone === 'draft') ? 'left' : 'right',
      active: isActive(line),
      pairY: pair === undefined ? null : yOf(levelOf(pair)),
    }
  }

  const scale =
    ({ yAxis }: DrawParams) =>
    (price: number) =>
      yAxis?.convertToPixel(price) ?? 0

  const drawing = (id: string): Drawing => ({
    draw(params) {
      const line = lineOf(id)
      const at = params.coordinates[0]
      if (line === undefined || at === undefined) return []
      const yOf = scale(params)
      const { width, height } = params.bounding
      const look = lookOf(line, yOf, height)
      const figures = lineFigures(look, at.y, width)
      if (!look.active || line.rearm === null) return figures
      // The band goes where the line is dragged.
      const by = levelOf(line) - line.level
      const { below, above } = line.rearm
      const rearm = { below: below === null ? null : below + by, above: above === null ? null : above + by }
      return [...rearmFigures(look, rearm, at.y, yOf, width), ...figures]
    },
    drawAxis(params) {
      const line = lineOf(id)
      const at = params.coordinates[0]
      if (line === undefined || at === undefined) return []
      const yOf = scale(params)
      const { width, height } = params.bounding
      const look = lookOf(line, yOf, height)
      const close = params.chart.getDataList().at(-1)?.close
      const isCovering = coversNow(at.y, close === undefined ? null : yOf(close))
      const isFirst = look.active || line.tone === 'draft'
      return isFirst || (look.place.bottom !== null && !isCovering)
        ? [tagFigure(look, at.y, width, deps.format(levelOf(line)))]
        : [tickFigure(look, at.y)]
    },
  })

  const place = (id: string, level: number): void =>
    void chart.overrideOverlay({ id: overlayId(id), points: [{ value: level }] })

  /** All lines again: one that is touched has the library paint them all. */
  const redraw = (): void => {
    changes += 1
    const [id] = drawn.keys()
    if (id !== undefined) chart.overrideOverlay({ id: overlayId(id), extendData: drawing(id) })
  }

  const endDrag = (): Drag | null => {
    const ended = drag
    const line = lineOf(drag?.id ?? null)
    drag = null
    note = null
    if (line !== undefined) deps.onDrag(line, null)
    return ended
  }

  const onKey = (event: KeyboardEvent): void => {
    if (drag === null || event.key !== 'Escape' || drag.cancelled) return
    event.stopPropagation()
    event.preventDefault()
    const line = lineOf(drag.id)
    drag.cancelled = true
    drag.to = drag.from
    note = null
    place(drag.id, drag.from)
    if (line !== undefined) {
      // What is being written has followed each step.
      if (line.rule === null) deps.onDrag(line, drag.from)
      deps.onDrag(line, null)
    }
    redraw()
  }
  window.addEventListener('keydown', onKey, true)

  const release = async ({ id, from, to, cancelled }: Drag): Promise<void> => {
    const line = lineOf(id)
    if (cancelled || to === from || line === undefined) return place(id, line?.level ?? from)
    place(id, to)
    if (line.rule === null) return
    const taken = await deps.onMove(line, to).catch(() => false)
    // Another change may have come meanwhile: what the rules say now is the truth.
    if (!taken) place(id, lineOf(id)?.level ?? from)
  }

  const step = (id: string, wanted: number | undefined): void => {
    const line = lineOf(id)
    if (drag === null || drag.id !== id || line === undefined) return
    if (!drag.cancelled && wanted !== undefined) {
      const level = allowedLevel(line, wanted, lineOf(line.pair), deps.tickSize())
      if (level > 0 && level !== drag.to) {
        drag.to = level
        changes += 1
        deps.onDrag(line, level)
      }
    }
    place(id, drag.to)
  }

  const hover = (id: string | null): void => {
    hovered = id
    deps.onHover(drag === null ? (lineOf(id) ?? null) : null)
    redraw()
  }

  const create = (line: AlertLine): void => {
    const { id } = line
    drawn.set(id, line)
    chart.createOverlay({
      name: overlayName,
      id: overlayId(id),
      points: [{ value: line.level }],
      extendData: drawing(id),
      zLevel: line.rule === null ? 3 : 1,
      // A right click would otherwise take the overlay away.
      onRightClick: (event) => event.preventDefault?.(),
      onDoubleClick: () => {
        const now = lineOf(id)
        if (now !== undefined) deps.onOpen(now)
      },
      onMouseEnter: () => hover(id),
      onMouseLeave: () => {
        if (hovered === id) hover(null)
      },
      onSelected: () => {
        selected = id
        redraw()
      },
      onDeselected: () => {
        if (selected === id) selected = null
        redraw()
      },
      onPressedMoveStart: () => {
        const level = lineOf(id)?.level ?? line.level
        drag = { id, from: level, to: level, cancelled: false }
        deps.onHover(null)
      },
      onPressedMoving: ({ overlay }) => step(id, overlay.points[0]?.value),
      onPressedMoveEnd: () => {
        const ended = endDrag()
        if (ended !== null) void release(ended)
      },
    })
  }

  return {
    set(next) {
      lines = next
      changes += 1
      const wanted = new Set(lines.map(({ id }) => id))
      for (const id of drawn.keys()) {
        if (wanted.has(id)) continue
        drawn.delete(id)
        chart.removeOverlay({ id: overlayId(id) })
        if (drag?.id === id) drag = null
        if (hovered === id) hover(null)
        if (selected === id) selected = null
      }
      for (const line of lines) {
        const before = drawn.get(line.id)
        if (before === undefined) create(line)
        else if (before.level !== line.level && drag?.id !== line.id) place(line.id, line.level)
        drawn.set(line.id, line)
      }
      redraw()
    },
    setNote(next) {
      if (next === note) return
      note = next
      redraw()
    },
    redraw,
    dispose: () => window.removeEventListener('keydown', onKey, true),
  }
}
