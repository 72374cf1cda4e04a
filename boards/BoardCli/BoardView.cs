using System.Globalization;
using Spectre.Console;

namespace AIoT.Embedded.Boards.Cli;

/// <summary>Boards as text.</summary>
public static class BoardView
{
    /// <summary>A line a board.</summary>
    /// <exception cref="BoardException">A description is wrong.</exception>
    public static void List(BoardCatalog catalog, TextWriter output)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("board", "firmware", "application flash", "heap", "sensor", "");
        foreach (string name in catalog.Names)
        {
            BoardDescription board = catalog.Find(name);
            table.AddRow(new[] { board.Name, board.FirmwareTarget ?? "-", Bytes(board.FlashBytes), Bytes(board.HeapBytes), board.Sensor.Part, board.Title }.Select(Markup.Escape).ToArray());
        }

        Console(output).Write(table);
    }

    /// <summary>All of a board.</summary>
    public static void Show(BoardDescription board, TextWriter output)
    {
        OpcodeCost cost = board.OpcodeCost;
        InstructionRate rate = cost.InstructionsPerCycle;
        SensorConnection sensor = board.Sensor;
        Row("name", board.Name, board.Title);
        Row("folder", board.Folder, "");
        Row("firmware", board.FirmwareTarget ?? "none: a process", "");
        Row("processor", board.Processor, Text($"{board.ClockHz / 1e6:0.###} MHz"));
        Row("application flash", Bytes(board.FlashBytes), Text($"of {Bytes(board.Flash.TotalBytes)}; {board.Flash.Source}"));
        Row("heap", Bytes(board.HeapBytes), board.Heap.Source);
        Row("opcode costs", Text($"{cost.Table}, {cost.Column}"), "");
        Row("instructions a cycle", Text($"{rate.Value} ({(rate.Kind == FigureKind.Measured ? $"measured {rate.Date:yyyy-MM-dd}" : "assumed")})"), rate.Source);
        Row("sensor", sensor.Part, Text($"{sensor.SampleRateHz} Hz, +-{sensor.RangeG} g{Wiring(sensor)}"));
        foreach ((string function, int pin) in board.Pins)
        {
            Row("pin " + pin.ToString(CultureInfo.InvariantCulture), function, "");
        }

        Row("current", Text($"{board.Current.ActiveMilliamperes} mA, radio {board.Current.RadioMilliamperes} mA, asleep {board.Current.SleepMicroamperes} uA"), board.Current.Source);

        // Sources are sentences: they are not squeezed into a column.
        void Row(string label, string value, string remark) => output.WriteLine($"{label,-21} {value}{(remark.Length == 0 ? "" : "  - " + remark)}");
    }

    private static string Wiring(SensorConnection sensor) => sensor.Bus switch
    {
        SensorBus.Spi => Text($", SPI{sensor.BusId} at {sensor.ClockHz / 1e6:0.###} MHz, chip select {sensor.ChipSelect}{Interrupt(sensor)}"),
        SensorBus.I2c => Text($", I2C{sensor.BusId} at {sensor.ClockHz / 1e3:0.###} kHz, address 0x{sensor.ChipSelect:X2}{Interrupt(sensor)}"),
        _ => "",
    };

    private static string Interrupt(SensorConnection sensor) => sensor.InterruptPin is { } pin ? Text($", interrupt {pin}") : ", polled";

    private static string Bytes(long bytes) => bytes >= 4 << 20 ? Text($"{bytes / 1048576.0:0.#} MB") : Text($"{bytes / 1024.0:0.#} KB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static IAnsiConsole Console(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        if (console.Profile.Width < 120)
        {
            console.Profile.Width = 120;
        }

        return console;
    }
}
