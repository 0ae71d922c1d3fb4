/** Marks and gap bands on the chart: each kind is one overlay, placed anew when its list changes, which is rare. */
import type { Chart } from 'klinecharts'
import { overlayName, type Drawing } from './chart-overlays.ts'
import type { PlacedMarker, RehearsedMark } from './firing-marks.ts'
import type { GapBand } from './gap-bands.ts'
import { drawnMarks, gapFigures, markFigures, rehearsedFigures } from './mark-figures.ts'
import type { Palette } from './palette.ts'

export type MarkLayer = {
  setMarkers(markers: readonly PlacedMarker[]): void
  setRehearsed(marks: readonly RehearsedMark[]): void
  setGaps(bands: readonly GapBand[]): void
  /** After a change of theme. */
  redraw(): void
}

type Deps = {
  readonly palette: () => Palette
  /** Those that are drawn as one mark. */
  readonly onOpen: (markers: readonly PlacedMarker[]) => void
  readonly onHover: (markers: readonly PlacedMarker[] | null) => void
}

type Handlers = {
  readonly onClick?: (key: string | undefined) => void
  readonly onHover?: (key: string | null | undefined) => void
}

const ids = { marks: 'marks', rehearsed: 'rehearsed', gaps: 'gaps' } as const

export function createMarkLayer(chart: Chart, { palette, onOpen, onHover }: Deps): MarkLayer {
  let markers: readonly PlacedMarker[] = []
  let rehearsed: readonly RehearsedMark[] = []
  let gaps: readonly GapBand[] = []

  /** An overlay without points would be one that is still being drawn: it is taken away instead. */
  const put = (
    id: string,
    groupId: string,
    points: readonly { timestamp: number; value?: number }[],
    extendData: Drawing,
    zLevel: number,
    handlers: Handlers = {},
  ): void => {
    chart.removeOverlay({ id })
    if (points.length === 0) return
    chart.createOverlay({
      name: overlayName,
      id,
      groupId,
      points: [...points],
      extendData,
      zLevel,
      lock: true,
      onRightClick: (event) => event.preventDefault?.(),
      onClick: ({ figure }) => handlers.onClick?.(figure?.key),
      onMouseMove: (event) => {
        handlers.onHover?.(event.figure?.key)
      },
      onMouseLeave: () => handlers.onHover?.(null),
    })
  }

  /** What each figure's key stands for, as last drawn. */
  let drawn: ReadonlyMap<string, readonly PlacedMarker[]> = new Map()

  const putMarkers = (): void => {
    const points = markers.map(({ openAt, price }) => ({ timestamp: openAt, value: price }))
    const drawing: Drawing = {
      draw({ coordinates, bounding, yAxis }) {
        const yOf = (price: number) => yAxis?.convertToPixel(price) ?? 0
        const colors = palette()
        const found = new Map<string, readonly PlacedMarker[]>()
        drawn = found
        return drawnMarks(markers, coordinates, bounding.width).flatMap((mark, place) => {
          const key = String(place)
          found.set(
            key,
            mark.places.flatMap((each) => markers[each] ?? []),
          )
          return markFigures(mark, key, markers, yOf, colors)
        })
      },
    }
    put(ids.marks, ids.marks, points, drawing, 2, {
      onClick: (key) => {
        const found = key === undefined ? undefined : drawn.get(key)
        if (found !== undefined) onOpen(found)
      },
      onHover: (key) => onHover(typeof key === 'string' ? (drawn.get(key) ?? null) : null),
    })
  }

  const putRehearsed = (): void => {
    const points = rehearsed.map(({ openAt, value }) => ({ timestamp: openAt, value }))
    put(
      ids.rehearsed,
      ids.rehearsed,
      points,
      {
        draw: ({ coordinates, bounding }) =>
          rehearsedFigures(rehearsed, coordinates, bounding.width, palette()),
      },
      2,
    )
  }

  const putGaps = (): void => {
    chart.removeOverlay({ groupId: ids.gaps })
    for (const band of gaps) {
      const right = band.rightAt === null ? [] : [{ timestamp: band.rightAt }]
      const drawing: Drawing = {
        draw: ({ coordinates, bounding }) =>
          gapFigures(band, palette(), coordinates, bounding.height, chart.getBarSpace().gapBar),
      }
      put(band.id, ids.gaps, [{ timestamp: band.leftAt }, ...right], drawing, 0)
    }
  }

  return {
    setMarkers(next) {
      markers = next
      putMarkers()
    },
    setRehearsed(next) {
      rehearsed = next
      putRehearsed()
    },
    setGaps(next) {
      gaps = next
      putGaps()
    },
    redraw() {
      putMarkers()
      putRehearsed()
      putGaps()
    },
  }
}
