/** Markers and gap bands on the chart: drawn again whole when they change, which is rare. */
import type { Chart } from 'klinecharts'
import type { GapBand, PlacedMarker } from './chart-model.ts'
import { overlayNames, type GapData, type MarkerData } from './chart-overlays.ts'
import type { Palette } from './palette.ts'

export type MarkLayer = {
  setMarkers(markers: readonly PlacedMarker[]): void
  setGaps(bands: readonly GapBand[]): void
  /** After a change of theme. */
  redraw(): void
}

type Deps = { readonly palette: () => Palette; readonly onOpen: (marker: PlacedMarker) => void }

export function createMarkLayer(chart: Chart, { palette, onOpen }: Deps): MarkLayer {
  let markers: readonly PlacedMarker[] = []
  let gaps: readonly GapBand[] = []

  const drawMarkers = (): void => {
    chart.removeOverlay({ name: overlayNames.marker })
    for (const marker of markers) {
      const extendData: MarkerData = { marker, palette: palette() }
      chart.createOverlay({
        name: overlayNames.marker,
        id: `${overlayNames.marker}:${marker.id}`,
        points: [{ timestamp: marker.openAt, value: marker.price }],
        extendData,
        lock: true,
        // A right click would otherwise take the overlay away.
        onRightClick: (event) => event.preventDefault?.(),
        onClick: () => onOpen(marker),
      })
    }
  }

  const drawGaps = (): void => {
    chart.removeOverlay({ name: overlayNames.gap })
    for (const band of gaps) {
      const extendData: GapData = { band, palette: palette() }
      chart.createOverlay({
        name: overlayNames.gap,
        id: `${overlayNames.gap}:${band.id}`,
        points: [{ timestamp: band.leftAt }, ...(band.rightAt === null ? [] : [{ timestamp: band.rightAt }])],
        extendData,
        lock: true,
      })
    }
  }

  return {
    setMarkers(next) {
      markers = next
      drawMarkers()
    },
    setGaps(next) {
      gaps = next
      drawGaps()
    },
    redraw() {
      drawMarkers()
      drawGaps()
    },
  }
}
