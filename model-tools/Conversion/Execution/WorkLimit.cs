using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Keeps a hostile file from asking for hours of work in one node.</summary>
internal static class WorkLimit
{
    /// <summary>Multiply-accumulates of one node and input; a thousand times what a board does in a second.</summary>
    public const long MaxMacs = 1L << 33;

    public static void Check(long macs)
    {
        if (macs is < 0 or > MaxMacs)
        {
            throw new OperatorException($"takes {macs:E1} multiplications, the limit is {MaxMacs:E1}");
        }
    }
}
