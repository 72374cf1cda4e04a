using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.ModelTools.Evaluation.Metrics;

/// <summary>Which groups of rows are judged and which are left to train on: the same for the same names, seed and share, in any order.</summary>
public static class HoldOut
{
    /// <summary>The groups that are judged: of each class, its share of groups, at least one, by the order of their hashes.</summary>
    /// <param name="groups">Name and class of every group; a group of several classes counts with each.</param>
    /// <param name="share">Above 0 to 1; 1 judges all.</param>
    /// <param name="seed">Another seed, other groups.</param>
    public static IReadOnlySet<string> Choose(IEnumerable<(string Group, string Class)> groups, double share, int seed)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> kind in groups.Distinct().GroupBy(g => g.Class, g => g.Group))
        {
            string[] ordered = [.. kind.OrderBy(g => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{g}"))), StringComparer.Ordinal)];
            held.UnionWith(ordered.Take(Math.Max(1, (int)Math.Round(share * ordered.Length))));
        }

        return held;
    }
}
