/** A modal dialog: title, body, a line of buttons. Escape and a click outside close it. */
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { clsx } from 'clsx'
import type { ReactNode, RefObject } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
  /** `wide` keeps its height whatever it shows, and its content fills it and scrolls by itself. */
  readonly size?: 'small' | 'medium' | 'large' | 'wide'
  /** Gets the focus when the dialog opens; otherwise the first control does. */
  readonly initialFocus?: RefObject<HTMLElement | null>
}

export function Modal({ title, onClose, children, footer, size = 'medium', initialFocus }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup
          className={clsx(styles['popup'], styles[size])}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <header className={styles['header']}>
            <Dialog.Title className={styles['title']}>{title}</Dialog.Title>
          </header>
          <div className={size === 'wide' ? styles['fill'] : styles['body']}>{children}</div>
          {footer !== undefined && <footer className={styles['footer']}>{footer}</footer>}
          {/* Last, so that the first control of the body is the first to get the focus. */}
          <Dialog.Close className={styles['close']} render={<Button square aria-label="Close" />}>
            <X size={14} aria-hidden="true" />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** A bare modal surface near the top of the window, for the palette: no header, its content fills it. */
export function Overlay({
  label,
  onClose,
  children,
}: {
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup className={clsx(styles['popup'], styles['overlay'])} aria-label={label}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
