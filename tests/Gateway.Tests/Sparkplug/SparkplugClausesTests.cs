using System.Text.RegularExpressions;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>docs/sparkplug.md: each clause once, with a test that is there or a reason.</summary>
public sealed partial class SparkplugClausesTests
{
    /// <summary>Normative statements of the specification 3.0.0 that have an id.</summary>
    private const int Clauses = 291;

    [Fact]
    public void Each_clause_of_the_specification_has_a_test_that_exists_or_a_reason()
    {
        HashSet<string> tests = [.. typeof(SparkplugClausesTests).Assembly.GetTypes().Where(type => type.Namespace == typeof(SparkplugClausesTests).Namespace)
            .SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0).Select(method => method.Name)];
        string[][] rows = [.. File.ReadLines(TestData.InRepository("docs/sparkplug.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")).Where(row => row[0] != "clause (without `tck-id-`)")];
        Assert.Equal(Clauses, rows.Select(row => row[0]).Distinct().Count());
        Assert.Equal(Clauses, rows.Length);
        foreach (string[] row in rows)
        {
            Assert.True(row.Length == 2 && row[1].Length > 5, string.Join(" | ", row));
            foreach (Match name in TestName().Matches(row[1]))
            {
                Assert.True(tests.Contains(name.Groups[1].Value), $"{row[0]}: there is no test {name.Groups[1].Value}");
            }
        }

        Assert.True(rows.Count(row => TestName().IsMatch(row[1])) > 150);
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
