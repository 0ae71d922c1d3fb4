/** A word about a control, shown after a moment of pointing or at once on keyboard focus. */
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import styles from './tooltip.module.css'

export function TooltipArea({ children }: { readonly children: ReactNode }) {
  return <Tooltip.Provider delay={500}>{children}</Tooltip.Provider>
}

/** `children` is one element that takes a ref; it keeps its own accessible name. */
export function Tip({ text, children }: { readonly text: ReactNode; readonly children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner className={styles['positioner']} sideOffset={6} collisionPadding={6}>
          <Tooltip.Popup className={styles['popup']}>{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
