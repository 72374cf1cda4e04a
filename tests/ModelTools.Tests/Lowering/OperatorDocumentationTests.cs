using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Lowering;

/// <summary>The table of operators in docs/model-tools.md is the one in the code.</summary>
public class OperatorDocumentationTests
{
    private static readonly string[] ConstantsOnly = ["Constant", "ConstantOfShape", "Shape", "Expand"];

    [Fact]
    public void The_table_names_every_operator_with_what_becomes_of_it()
    {
        string text = File.ReadAllText(TestData.InRepository("docs/model-tools.md"));
        int start = text.IndexOf("## Operators", StringComparison.Ordinal), end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        var board = new Dictionary<string, string>();
        foreach (string line in text[start..end].Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            foreach (string name in cells[1].Split(", "))
            {
                Assert.True(board.TryAdd(name, cells[2]), $"{name} is there twice");
            }
        }

        Assert.Equal(OperatorTable.Names.Order(), board.Keys.Order());
        Assert.Equal(LoweringTable.Names.Order(), board.Where(b => b.Value != "no" && b.Value != "constants only").Select(b => b.Key).Order());
        Assert.Equal(ConstantsOnly.Order(), board.Where(b => b.Value == "constants only").Select(b => b.Key).Order());
    }
}
