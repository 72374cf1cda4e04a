using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Boards.Tests.Catalog;

public class BoardCatalogTests
{
    private static readonly BoardCatalog Shipped = new([TestData.InRepository("boards")]);

    public static TheoryData<string> Names => [.. Shipped.Names];

    [Fact]
    public void The_boards_of_the_repository_are_found()
        => Assert.Equal(["esp32-devkitc", "esp32-s3-devkitc", "stm32f769i-disco", "virtual"], Shipped.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_description_is_whole(string name)
    {
        BoardDescription board = Shipped.Find(name);
        Assert.Equal(name, board.Name);
        Assert.True(board.HeapBytes > 0 && board.FlashBytes > 0 && board.ClockHz > 0);
        Assert.True(board.OpcodeCost.IsShippedTable);
        if (board.FirmwareTarget is not null)
        {
            Assert.NotNull(board.Sensor.ChipSelect);
            Assert.Contains(board.Sensor.ChipSelect!.Value, board.Pins.Values);
            Assert.Contains(board.Sensor.InterruptPin!.Value, board.Pins.Values);
            Assert.Contains($"SPI{board.Sensor.BusId}_CLOCK", board.Pins.Keys);
        }
    }

    [Fact]
    public void A_board_is_found_by_the_path_of_its_folder_or_file()
    {
        string folder = TestData.InRepository("boards/esp32-devkitc");
        Assert.Equal("esp32-devkitc", Shipped.Find(folder).Name);
        Assert.Equal("esp32-devkitc", Shipped.Find(Path.Combine(folder, "board.json")).Name);
        Assert.Equal(folder, Shipped.Find(folder).Folder);
    }

    [Fact]
    public void A_wrong_name_is_answered_with_what_there_is()
    {
        BoardException error = Assert.Throws<BoardException>(() => Shipped.Find("esp33"));
        Assert.Contains("no board 'esp33'", error.Message, StringComparison.Ordinal);
        Assert.Contains("esp32-devkitc, esp32-s3-devkitc, stm32f769i-disco, virtual", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_names_folders_with_boards_of_his_own_in_the_environment()
    {
        Environment.SetEnvironmentVariable(BoardCatalog.PathVariable, "/nowhere" + Path.PathSeparator + TestData.InRepository("boards"));
        try
        {
            Assert.Equal("stm32f769i-disco", BoardCatalog.Default().Find("stm32f769i-disco").Name);
        }
        finally
        {
            Environment.SetEnvironmentVariable(BoardCatalog.PathVariable, null);
        }
    }
}
