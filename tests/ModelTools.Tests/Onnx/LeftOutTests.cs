using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>The list of operator tests that are not run, with the reason for each.</summary>
internal sealed class LeftOutTests
{
    private readonly List<(string Pattern, string Reason)> _lines = [];

    public LeftOutTests()
    {
        foreach (string line in File.ReadLines(TestData.InRepository("tests/ModelTools.Tests/Onnx/left-out-operator-tests.txt")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                int colon = line.IndexOf(": ", StringComparison.Ordinal);
                _lines.Add(colon > 0 && line.Length > colon + 10 ? (line[..colon], line[(colon + 2)..]) : throw new InvalidDataException($"'{line}' gives no reason"));
            }
        }
    }

    public IEnumerable<string> Patterns => _lines.Select(l => l.Pattern);

    public static bool Matches(string pattern, string test)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? test == pattern : test.Length >= pattern.Length - 1 && test.StartsWith(pattern[..star], StringComparison.Ordinal) && test.EndsWith(pattern[(star + 1)..], StringComparison.Ordinal);
    }

    public bool Holds(string test) => _lines.Any(l => Matches(l.Pattern, test));
}
