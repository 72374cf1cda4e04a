using AIoT.Embedded.ModelTools.Conversion.Execution;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>
/// Two classes for which all leaves speak through one score s. The standard leaves open what the two scores are; this is what ONNX Runtime
/// makes of it: 1 - s and s where all leaves are positive (a probability, the second class above 0.5), else -s and s or their logistic
/// (the second class above 0).
/// </summary>
internal static class TreeVotes
{
    public static bool OneScoreForTwo(TreeTable trees) => trees.Outputs == 2 && trees.OnlyOutput >= 0;

    /// <summary>Writes both scores in place of the sums and gives the class.</summary>
    public static int OfOneScore(TreeTable trees, float[] sums)
    {
        float s = sums[trees.OnlyOutput] + Base(trees);
        bool positive = trees.AllPositive, second = positive ? s > 0.5f : s > 0;
        (sums[0], sums[1]) = (positive, trees.PostTransform) switch
        {
            (true, "PROBIT") or (false, "PROBIT") => (s, s),
            (true, _) => (1 - s, s),
            (false, "LOGISTIC") => ((float)PostTransform.Logistic(-s), (float)PostTransform.Logistic(s)),
            _ => (-s, s),
        };
        return second ? 1 : 0;
    }

    /// <summary>Of two base values the second one is used.</summary>
    public static float Base(TreeTable trees) => trees.Base.Length == 0 ? 0 : trees.Base[^1];
}
