using AIoT.Embedded.Hil.Vectors;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Hil.Tests.Vectors;

/// <summary>The vectors in flash are those of tests/vectors; <c>AIOT_UPDATE_VECTORS=1</c> writes them again.</summary>
public sealed class EmbeddedVectorTests
{
    public static TheoryData<string> Sets => [.. GoldenVectors.Sources.Select(source => source.Set).Distinct()];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_cases_in_flash_are_those_of_the_golden_vectors(string set)
    {
        string file = TestData.InRepository(Path.Combine("hil", "Vectors", set, SetSource.FileName(set)));
        string expected = SetSource.Write(set, GoldenVectors.Sets(TestData.InRepository("tests/vectors"))[set]);
        if (Environment.GetEnvironmentVariable("AIOT_UPDATE_VECTORS") == "1")
        {
            File.WriteAllText(file, expected);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected, $"{file} is not what tests/vectors holds; AIOT_UPDATE_VECTORS=1 ./aiot test Hil.Tests writes it again");
    }

    [Fact]
    public void Every_kind_of_message_has_a_player() => Assert.Empty(WireSource.Unplayed(TestData.InRepository("tests/vectors")));

    [Fact]
    public void Every_case_has_a_name_of_its_own_and_fits_a_stream()
    {
        GoldenCase[] cases = [.. GoldenVectors.Sets(TestData.InRepository("tests/vectors")).Values.SelectMany(set => set)];
        Assert.Equal(cases.Length, cases.Select(one => one.Name).Distinct().Count());
        Assert.All(cases, one => Assert.InRange(one.Data.Length, 1, Replay.CaseStream.MostBytes));
        Assert.All(cases, one => Assert.DoesNotContain(' ', one.Name));
    }
}
