/** A line between two panels that is dragged, or moved with the arrow keys. */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import styles from './splitter.module.css'

type Props = {
  readonly label: string
  /** `vertical`: a standing line, moved left and right. */
  readonly orientation: 'vertical' | 'horizontal'
  /** Now, least and most, in the caller's unit. */
  readonly value: number
  readonly min: number
  readonly max: number
  /** The caller's units for one pixel of travel to the right or down; negative where the panel after it grows. */
  readonly unitsPerPixel: () => number
  readonly onChange: (value: number) => void
}

const keyStepPx = 16

export function Splitter({ label, orientation, value, min, max, unitsPerPixel, onChange }: Props) {
  const grabbed = useRef<{ at: number; value: number } | null>(null)
  const along = (event: PointerEvent): number => (orientation === 'vertical' ? event.clientX : event.clientY)
  const set = (next: number): void => onChange(Math.min(max, Math.max(min, next)))

  const onKeyDown = (event: KeyboardEvent): void => {
    const keys = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const direction = keys.indexOf(event.key) * 2 - 1
    if (!keys.includes(event.key)) return
    event.preventDefault()
    set(value + direction * keyStepPx * unitsPerPixel())
  }

  return (
    // A separator with a value is a control (WAI-ARIA 1.2): it takes focus and keys. The rules know only the other kind.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <hr
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value * 100) / 100}
      aria-valuemin={min}
      aria-valuemax={max}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={`${styles['splitter']} ${styles[orientation]}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        grabbed.current = { at: along(event), value }
      }}
      onPointerMove={(event) => {
        const from = grabbed.current
        if (from !== null) set(from.value + (along(event) - from.at) * unitsPerPixel())
      }}
      onLostPointerCapture={() => {
        grabbed.current = null
      }}
    />
  )
}
