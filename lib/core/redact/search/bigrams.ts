/**
 * How surprising one character is after another in words and identifiers, counted over 58 MB of source code,
 * documentation and manuals (each distinct word once, weighted by the logarithm of its frequency).
 * Rows are the first character, columns the second: a…z, a digit, a boundary (`_`, `-`, a camel-case hump, the ends).
 * Each cell is a number of fifths of a bit, written as the n-th character of `CELL`.
 */
const ROWS = [
  "J<8:KE<U?WE3:7_<[482AFJFAT<8",
  "4C=C6COU7=Q3JK6IW=>I6UXV?T52",
  "5HAE5HV4?U9:GN0IX;E5>PUHHc:4",
  "8EG>.ENQ5TT@NO;LWC@K@QWSFd9,",
  "<H:9D@ETMXS=>6GBD269PEH;D[?.",
  "7CBA78PR0fV<NH5O[<C?<[RWDd31",
  ">OIP.QC>8_S;E:@Ke7;A=QTZLLJ-",
  "0QSL/STQ7[LHBM5N^>C:ASVWGbH-",
  "=@::=?;^S^M9;.5?Q=65SA[D_?P=",
  "9MMG.LPQ?T@SML6EPP,E<H9TUZF5",
  ";LFH,LEI8TPGLBCI_J9D@QI]L_I+",
  "6FK=0KKV1]H7PR5HeP?;;GT[?VL0",
  "0=LE/PSZ7aOB=H75XP>I@VZUGaJ2",
  "7P967@5Q<WDGKD9FYO62@CV[KWM0",
  "D@;8PD@WDOA:9/>9a1=<9A>ER[V8",
  "2RHD2PJ><bJ8LQ5<[3A6=LTXCWI3",
  "HNJKLKPXLYW4GNSPKC@J&LKWYVG2",
  "4K@A/LCX6dEC@C6Kb<:9AHRa?gL0",
  ">S<N2KM=8_EEJM<<GN91<NMMA^J-",
  "6SBJ1KU:3aWGJS8Fb6<@BWOT;ZH-",
  "<;=B6@AY9]T592G8d474PR_M[Z>A",
  ".LCP+KNU4dZLHI>FeKCGQVQPOc:6",
  "1MJF6OM;2ZEEM94L_7:DRUKTT[J/",
  "AO<J6IUN<c[LCOG2XQC0OTW<BS;,",
  "BHGOBMKXE]V?=:F1[H;=ST@YOOK)",
  "8QMN)NQH6UUACN4MXJDJLWLYABB4",
  "999887XXV_VURUYQ_UPRUW]J_^+.",
  ":<6:::>@9GE<:==8L:59>@AIPK6G",
];
const CELL = "!#%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
const FIFTHS_PER_BIT = 5;

/** Number of symbols: 26 letters, digit, boundary. */
export const SYMBOLS = 28;
export const DIGIT_SYMBOL = 26;
export const BOUNDARY_SYMBOL = 27;

/** Bits of surprise, row-major: `BIGRAM_BITS[first * SYMBOLS + second]`. */
export const BIGRAM_BITS: Float64Array = Float64Array.from(
  ROWS.flatMap((row) => [...row].map((cell) => CELL.indexOf(cell) / FIFTHS_PER_BIT)),
);
