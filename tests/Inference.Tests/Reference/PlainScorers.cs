using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests.Reference;

/// <summary>Trees and distances as plain formulas over the models' own numbers.</summary>
public static class PlainScorers
{
    /// <summary>Scores of an ensemble.</summary>
    public static int[] Trees(TreeModel model, int[] x)
    {
        Int128[] z = [.. model.Base];
        foreach (TreeNode tree in model.Trees)
        {
            TreeNode node = tree;
            while (node is TreeNode.Test test)
            {
                node = x[test.Feature] <= test.Threshold ? test.Left : test.Right;
            }

            for (int c = 0; c < z.Length; c++)
            {
                z[c] += node switch
                {
                    TreeNode.Leaf leaf => leaf.Output == c ? leaf.Value : 0,
                    TreeNode.VectorLeaf leaf => leaf.Values[c],
                    _ => 0,
                };
            }
        }

        int m = model.Requantization.Multipliers[0];
        int s = model.Requantization.Shifts[0];
        if (model.SoftmaxRatio is not { } ratio)
        {
            return [.. z.Select(v => PlainExecutor.Requantize(v, m, s, 0, new ClipRange(0, 32768)))];
        }

        Int128[] e = [.. z.Select(v => Power(ratio, PlainExecutor.Requantize(z.Max() - v, m, s, 0, new ClipRange(0, 255))))];
        Int128 sum = e.Aggregate((a, b) => a + b);
        return [.. e.Select(v => (int)((v * 32768 + sum / 2) / sum))];
    }

    /// <summary>Score of a distance model.</summary>
    public static int Distance(DistanceModel model, int[] x)
    {
        Int128 nearest = Int128.MaxValue;
        bool full = model.Scale.Count != x.Length;
        foreach (IReadOnlyList<int> centre in model.Centres)
        {
            Int128[] d = [.. x.Select((v, i) => Int128.Clamp((Int128)v - centre[i], -32767, 32767))];
            Int128 sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                Int128 y = 0;
                for (int j = full ? 0 : i; j <= i; j++)
                {
                    y += model.Scale[full ? (i * (i + 1) / 2) + j : i] * d[j];
                }

                y = Int128.Clamp((y + ((Int128)1 << (model.ScaleShift - 1))) >> model.ScaleShift, -(1 << 24), 1 << 24);
                sum += y * y;
            }

            nearest = Int128.Min(nearest, sum);
        }

        Int128 q = model.PreShift == 0 ? nearest : (nearest + ((Int128)1 << (model.PreShift - 1))) >> model.PreShift;
        return PlainExecutor.Requantize(Int128.Min(q, int.MaxValue), model.Multiplier, model.Shift, 0, new ClipRange(0, 32768));
    }

    private static Int128 Power(int ratio, int steps)
    {
        Int128 e = 1 << 30;
        for (int i = 0; i < steps; i++)
        {
            e = (e * ratio + (1 << 30)) >> 31;
        }

        return e;
    }
}
