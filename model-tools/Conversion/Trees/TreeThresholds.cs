namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>The integer threshold of each test: the last integer on the left of where the float model's answer changes.</summary>
internal sealed class TreeThresholds(FloatTrees trees, int shift)
{
    private readonly double _unit = Math.Pow(2, -shift);

    /// <summary>The threshold q, and whether "x &lt;= q" is where the test holds (else where it fails).</summary>
    public (int Limit, bool HoldsBelow) Of(int node)
    {
        TreeTable table = trees.Table;
        FeatureMap map = trees.Maps[table.Feature[node]];
        bool below = (table.Mode[node] is SplitMode.AtMost or SplitMode.Below) ^ map.Falls;
        bool Left(int q) => table.Holds(node, map.Apply((float)(q * _unit))) == below;

        // Largest q that is still left; int.MinValue where none is (no feature is that small).
        if (!Left(int.MinValue))
        {
            return (int.MinValue, below);
        }

        long low = int.MinValue, high = (long)int.MaxValue + 1;
        while (high - low > 1)
        {
            long middle = (low + high) >> 1;
            if (Left((int)middle))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return ((int)low, below);
    }
}
