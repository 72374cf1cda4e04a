using System.Text.Json.Nodes;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Boards.Tests.Catalog;

public class BoardFileTests
{
    private static readonly string Example = TestData.InRepository("boards/esp32-devkitc/board.json");

    [Theory]
    [InlineData("name", "\"Esp32\"", "name: 'Esp32' is no board's name")]
    [InlineData("name", null, "name: missing")]
    [InlineData("firmwareTarget", "\"ESP 32\"", "'nanoff --listtargets'")]
    [InlineData("clockHz", "0", "clockHz: a whole number from 1000000")]
    [InlineData("clockHz", "\"fast\"", "clockHz: a whole number")]
    [InlineData("clockHz", "216000000", null)]
    [InlineData("clockHz", "240000000.5", "clockHz: a whole number")]
    [InlineData("flash.deploymentBytes", "99999999", "flash.deploymentBytes: more than totalBytes")]
    [InlineData("flash.source", "\"\"", "flash.source: a text")]
    [InlineData("heap", "92160", "heap: an object")]
    [InlineData("heap.bytes", "-1", "heap.bytes: a whole number")]
    [InlineData("heap.byte", "1", "heap.byte: no such key: one of bytes, source")]
    [InlineData("opcodeCost.table", "\"own.csv\"", "opcodeCost.table: no file 'own.csv' in the board's folder")]
    [InlineData("opcodeCost.column", "\"arm\"", "opcodeCost.column: 'arm' is none of thumb2, x64, i686")]
    [InlineData("opcodeCost.instructionsPerCycle.value", "0", "opcodeCost.instructionsPerCycle.value: a number from 0.01 to 8")]
    [InlineData("opcodeCost.instructionsPerCycle.kind", "\"measured\"", "instructionsPerCycle.date: missing")]
    [InlineData("opcodeCost.instructionsPerCycle.date", "\"2026-01-02\"", "an assumption has no date")]
    [InlineData("sensor.bus", "\"can\"", "sensor.bus: 'can' is none of spi, i2c, simulated")]
    [InlineData("sensor.address", "29", "sensor.address: an SPI part has a chipSelect")]
    [InlineData("sensor.chipSelect", null, "sensor.chipSelect: missing")]
    [InlineData("pins.SPI1_MISO", "18", "pins.SPI1_MISO: pin 18 is also SPI1_CLOCK")]
    [InlineData("pins.SPI1_MISO", "300", "pins.SPI1_MISO: a whole number from 0 to 255")]
    [InlineData("current.activeMilliamperes", "-5", "current.activeMilliamperes: a number from 0")]
    public void A_wrong_value_is_refused_with_file_key_and_remedy(string key, string? value, string? message)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Example))!;
        string[] path = key.Split('.');
        JsonObject parent = path[..^1].Aggregate(root.AsObject(), (section, name) => section[name]!.AsObject());
        if (value is null)
        {
            parent.Remove(path[^1]);
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }

        if (message is null)
        {
            BoardFile.Parse(root.ToJsonString(), Example, "b.json");
            return;
        }

        BoardException error = Assert.Throws<BoardException>(() => BoardFile.Parse(root.ToJsonString(), Example, "b.json"));
        Assert.StartsWith("b.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}")]
    public void What_is_no_description_is_refused_in_one_line(string text)
    {
        BoardException error = Assert.Throws<BoardException>(() => BoardFile.Parse(text, Example, "b.json"));
        Assert.StartsWith("b.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_measured_figure_carries_its_day_and_a_board_may_bring_its_own_table()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-board").FullName;
        try
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(Example))!;
            JsonObject cost = root["opcodeCost"]!.AsObject();
            cost["table"] = "own.csv";
            cost["instructionsPerCycle"]!["value"] = 0.8;
            cost["instructionsPerCycle"]!["kind"] = "measured";
            cost["instructionsPerCycle"]!["date"] = "2026-02-03";
            File.WriteAllText(Path.Combine(folder, "own.csv"), "");
            File.WriteAllText(Path.Combine(folder, "board.json"), root.ToJsonString());
            OpcodeCost read = BoardFile.Read(Path.Combine(folder, "board.json")).OpcodeCost;
            Assert.Equal(Path.Combine(folder, "own.csv"), read.Table);
            Assert.Equal((FigureKind.Measured, new DateOnly(2026, 2, 3)), (read.InstructionsPerCycle.Kind, read.InstructionsPerCycle.Date!.Value));
            Assert.Equal(1.25, read.CyclesPerInstruction, 12);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_line() =>
        Assert.Contains("can't be read", Assert.Throws<BoardException>(() => BoardFile.Read("/nowhere/board.json")).Message, StringComparison.Ordinal);
}
