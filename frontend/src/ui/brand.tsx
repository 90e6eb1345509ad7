/** The mark: three lines of an abacus. What is counted stays counted. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" fill="#0b6b5b" />
      <path d="M7 10.5h18M7 16h18M7 21.5h18" stroke="#fff" strokeOpacity="0.5" strokeWidth="1.6" strokeLinecap="round" />
      <g fill="#fff">
        <circle cx="21.5" cy="10.5" r="2.4" />
        <circle cx="10.5" cy="16" r="2.4" />
        <circle cx="16.3" cy="16" r="2.4" />
      </g>
      <circle cx="19" cy="21.500" r="2.400" fill="#7fe0c8" />
    </svg>
  );
}
