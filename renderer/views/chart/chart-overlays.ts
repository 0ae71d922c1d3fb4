/** The one kind of overlay that we draw with: points, and functions that say what is drawn at them. */
import {
  registerFigure,
  registerOverlay,
  type OverlayCreateFiguresCallbackParams,
  type OverlayFigure,
} from 'klinecharts'
import { drawHatch } from './mark-figures.ts'

export const overlayName = 'tickerdeck'

export type DrawParams = Omit<OverlayCreateFiguresCallbackParams<unknown>, 'overlay'>

/** Functions alone: the library copies the data of an overlay whenever that is touched, and would copy long lists. */
export type Drawing = {
  readonly draw: (params: DrawParams) => OverlayFigure[]
  readonly drawAxis?: (params: DrawParams) => OverlayFigure[]
}

let registered = false

/** Makes our overlay known to the library, once for all charts. */
export function registerOverlays(): void {
  if (registered) return
  registered = true
  registerFigure<Parameters<typeof drawHatch>[1], Parameters<typeof drawHatch>[2]>({
    name: 'tickerdeck-hatch',
    draw: drawHatch,
    checkEventOn: () => false,
  })
  registerOverlay<Drawing>({
    name: overlayName,
    totalStep: 2,
    createPointFigures: (params) => params.overlay.extendData.draw(params),
    createYAxisFigures: (params) => params.overlay.extendData.drawAxis?.(params) ?? [],
  })
}
