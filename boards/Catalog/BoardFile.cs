using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AIoT.Embedded.Boards;

/// <summary>Reads and checks a <c>board.json</c>.</summary>
public static partial class BoardFile
{
    /// <summary>The file's name in a board's folder.</summary>
    public const string FileName = "board.json";

    private const int LargestFile = 1 << 20;

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BoardException">It can't be read, or says something that can't be: names file, key and remedy.</exception>
    public static BoardDescription Read(string path)
    {
        string file = Path.GetFullPath(path);
        string text;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                throw new BoardException($"{path}: over 1 MB: a board's description is a page of JSON");
            }

            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"{path}: can't be read ({e.Message.ReplaceLineEndings(" ")}): name a board's folder or its {FileName}", e);
        }

        return Parse(text, file, path);
    }

    /// <summary>Checks a description.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="file">The file's absolute path: names what the description points to.</param>
    /// <param name="shown">The path as messages show it.</param>
    /// <exception cref="BoardException">As of <see cref="Read"/>.</exception>
    public static BoardDescription Parse(string text, string file, string shown)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            string line = e.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}") : "";
            throw new BoardException($"{shown}{line}: not JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        using (document)
        {
            return Describe(new JsonSection(document.RootElement, shown, ""), Path.GetDirectoryName(file)!);
        }
    }

    private static BoardDescription Describe(JsonSection root, string folder)
    {
        root.AllowOnly("name", "title", "firmwareTarget", "processor", "clockHz", "flash", "heap", "opcodeCost", "sensor", "pins", "current");
        string name = root.Text("name");
        if (!NamePattern().IsMatch(name))
        {
            throw root.Wrong("name", $"'{name}' is no board's name: use 1 to 32 characters of a-z 0-9 -");
        }

        string? target = root.OptionalText("firmwareTarget");
        if (target is not null && !TargetPattern().IsMatch(target))
        {
            throw root.Wrong("firmwareTarget", $"'{target}' is no firmware's name: 'nanoff --listtargets' lists them");
        }

        IReadOnlyDictionary<string, int> pins = Pins(root.Section("pins"));
        return new BoardDescription
        {
            Name = name,
            Title = root.Text("title"),
            Folder = folder,
            FirmwareTarget = target,
            Processor = root.Text("processor"),
            ClockHz = root.Whole("clockHz", 1_000_000, 10_000_000_000),
            Flash = Flash(root.Section("flash")),
            Heap = Heap(root.Section("heap")),
            OpcodeCost = Cost(root.Section("opcodeCost"), folder),
            Sensor = Sensor(root.Section("sensor")),
            Pins = pins,
            Current = Current(root.Section("current")),
        };
    }

    private static FlashMemory Flash(JsonSection section)
    {
        section.AllowOnly("totalBytes", "deploymentBytes", "source");
        var flash = new FlashMemory(section.Whole("totalBytes", 64 << 10, 1L << 40), section.Whole("deploymentBytes", 16 << 10, 1L << 40), section.Text("source"));
        return flash.DeploymentBytes <= flash.TotalBytes
            ? flash
            : throw section.Wrong("deploymentBytes", "more than totalBytes: the application's region is a part of the flash");
    }

    private static ManagedHeap Heap(JsonSection section)
    {
        section.AllowOnly("bytes", "source");
        return new ManagedHeap(section.Whole("bytes", 16 << 10, 1L << 40), section.Text("source"));
    }

    private static OpcodeCost Cost(JsonSection section, string folder)
    {
        section.AllowOnly("table", "column", "instructionsPerCycle");
        string table = section.Text("table");
        if (table != OpcodeCost.ShippedTable)
        {
            string path = Path.GetFullPath(table, folder);
            if (!File.Exists(path))
            {
                throw section.Wrong("table", $"no file '{table}' in the board's folder: name a CSV there, or \"{OpcodeCost.ShippedTable}\"");
            }

            table = path;
        }

        string column = section.OneOf("column", "thumb2", "x64", "i686");
        return new OpcodeCost(table, column, Rate(section.Section("instructionsPerCycle")));
    }

    private static InstructionRate Rate(JsonSection section)
    {
        section.AllowOnly("value", "kind", "source", "date");
        double value = section.Number("value", 0.01, 8);
        FigureKind kind = section.OneOf("kind", "assumption", "measured") == "measured" ? FigureKind.Measured : FigureKind.Assumption;
        string? date = section.OptionalText("date");
        DateOnly? day = null;
        if (date is not null)
        {
            day = DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly parsed)
                ? parsed
                : throw section.Wrong("date", $"'{date}' is no day: write YYYY-MM-DD");
        }

        if ((kind == FigureKind.Measured) != (day is not null))
        {
            throw section.Wrong("date", kind == FigureKind.Measured ? "missing: a measured figure has its day" : "an assumption has no date: leave it out, or set kind to \"measured\"");
        }

        return new InstructionRate(value, kind, section.Text("source"), day);
    }

    private static SensorConnection Sensor(JsonSection section)
    {
        section.AllowOnly("part", "bus", "busId", "clockHz", "chipSelect", "address", "interruptPin", "sampleRateHz", "rangeG");
        string part = section.Text("part");
        int rate = (int)section.Whole("sampleRateHz", 1, 100_000);
        int range = (int)section.Whole("rangeG", 1, 1000);
        int? interrupt = section.Has("interruptPin") ? (int)section.Whole("interruptPin", 0, 255) : null;
        switch (section.OneOf("bus", "spi", "i2c", "simulated"))
        {
            case "spi":
                section.Refuse("address", "an SPI part has a chipSelect, no address");
                return new SensorConnection(part, SensorBus.Spi, (int)section.Whole("busId", 1, 6), (int)section.Whole("clockHz", 10_000, 80_000_000), (int)section.Whole("chipSelect", 0, 255), interrupt, rate, range);
            case "i2c":
                section.Refuse("chipSelect", "an I2C part has an address, no chipSelect");
                return new SensorConnection(part, SensorBus.I2c, (int)section.Whole("busId", 1, 4), (int)section.Whole("clockHz", 10_000, 1_000_000), (int)section.Whole("address", 8, 119), interrupt, rate, range);
            default:
                section.Refuse("chipSelect", "a simulated sensor has no pins");
                return new SensorConnection(part, SensorBus.Simulated, 0, 0, null, null, rate, range);
        }
    }

    private static Dictionary<string, int> Pins(JsonSection section)
    {
        var pins = new Dictionary<string, int>(StringComparer.Ordinal);
        var functions = new Dictionary<int, string>();
        foreach (string function in section.Keys)
        {
            int pin = (int)section.Whole(function, 0, 255);
            if (functions.TryGetValue(pin, out string? other))
            {
                throw section.Wrong(function, $"pin {pin} is also {other}: one pin has one function");
            }

            functions.Add(pin, function);
            pins.Add(function, pin);
        }

        return pins;
    }

    private static CurrentDraw Current(JsonSection section)
    {
        section.AllowOnly("activeMilliamperes", "radioMilliamperes", "sleepMicroamperes", "source");
        return new CurrentDraw(
            section.Number("activeMilliamperes", 0, 10_000),
            section.Number("radioMilliamperes", 0, 10_000),
            section.Number("sleepMicroamperes", 0, 1_000_000),
            section.Text("source"));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9_]{2,60}$")]
    private static partial Regex TargetPattern();
}
