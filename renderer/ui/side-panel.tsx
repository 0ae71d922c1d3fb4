/** A dialog that stands beside the work instead of over it: at the right edge, not modal, Escape closes it. */
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './side-panel.module.css'

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Right part of the header. */
  readonly tools?: ReactNode
  readonly footer?: ReactNode
}

const widthPx = 460

type Place = { readonly top: number; readonly bottom: number }

/** Where the window's main part is: banners above it and the footer below it stay in sight. */
function usePlace(): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useEffect(() => {
    const main = document.querySelector('main')
    if (main === null) return undefined
    const measure = (): void => {
      const { top, bottom } = main.getBoundingClientRect()
      setPlace({ top, bottom: Math.max(0, window.innerHeight - bottom) })
    }
    const observer = new ResizeObserver(measure)
    observer.observe(main)
    return () => observer.disconnect()
  }, [])
  return place
}

/** Gives the focus back to what had it, if it is still the panel's to give. */
function useFocusReturn(panel: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement
    const element = panel.current
    return () => {
      const now = document.activeElement
      const isOurs = now === null || now === document.body || element?.contains(now) === true
      if (isOurs && before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [panel])
}

/** While it is there, the root carries its width as `--side-panel`, so that what lies at the right edge can make room. */
export function SidePanel({ title, onClose, children, tools, footer }: Props) {
  const panel = useRef<HTMLDivElement>(null)
  const titleId = useId()
  const place = usePlace()
  const close = useEffectEvent(onClose)
  useFocusReturn(panel)

  useEffect(() => {
    const root = document.documentElement
    root.style.setProperty('--side-panel', `${widthPx}px`)
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target } = event
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      if (!(target instanceof Element)) return
      // A list that hangs on a field, a menu or a dialog above has Escape for itself.
      if (target.getAttribute('aria-expanded') === 'true' && target.getAttribute('role') === 'combobox')
        return
      const layer = target.closest('[role="dialog"], [role="menu"], [role="listbox"]')
      if (layer === null || layer === panel.current) close()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      root.style.removeProperty('--side-panel')
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [])

  return (
    <div
      ref={panel}
      role="dialog"
      aria-labelledby={titleId}
      className={styles['panel']}
      style={{ width: `min(${widthPx}px, 100vw)`, ...place }}
    >
      <div className={styles['header']}>
        <h2 id={titleId} className={styles['title']}>
          {title}
        </h2>
        <span className={styles['space']} />
        {tools}
        <Button square aria-label="Close" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </Button>
      </div>
      {children}
      {footer !== undefined && <div className={styles['footer']}>{footer}</div>}
    </div>
  )
}
