namespace AIoT.Embedded.Hil.Targets;

/// <summary>The rates of a Linux tty and their numbers in termios (asm-generic/termbits.h).</summary>
public static class TtyBaud
{
    private static readonly SortedDictionary<int, uint> Codes = new()
    {
        [9600] = 13, [19200] = 14, [38400] = 15, [57600] = 0x1001, [115200] = 0x1002, [230400] = 0x1003, [460800] = 0x1004, [500000] = 0x1005,
        [576000] = 0x1006, [921600] = 0x1007, [1000000] = 0x1008, [1152000] = 0x1009, [1500000] = 0x100A, [2000000] = 0x100B, [3000000] = 0x100D, [4000000] = 0x100F,
    };

    /// <summary>The rates, ascending.</summary>
    public static IEnumerable<int> Rates => Codes.Keys;

    /// <summary>True for a rate that a tty has.</summary>
    public static bool IsKnown(int baud) => Codes.ContainsKey(baud);

    /// <summary>The rate's number in termios.</summary>
    public static uint Code(int baud) => Codes[baud];
}
