namespace AIoT.Embedded.Boards;

/// <summary>
/// What the tools know of a board, as <c>board.json</c> says. Every figure that is not the board's maker's choice names its source;
/// one without a measurement says that it is an assumption.
/// </summary>
public sealed record BoardDescription
{
    /// <summary>The board's name: that of its folder, 1 to 32 of <c>a-z 0-9 -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>The folder of <c>board.json</c>, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>The nanoFramework firmware that nanoff flashes (<c>ESP32_REV3</c>); null: the board is a process.</summary>
    public string? FirmwareTarget { get; init; }

    /// <summary>The processor, for people.</summary>
    public required string Processor { get; init; }

    /// <summary>Core clock in Hz while the interpreter runs.</summary>
    public required long ClockHz { get; init; }

    /// <summary>Flash.</summary>
    public required FlashMemory Flash { get; init; }

    /// <summary>Managed heap.</summary>
    public required ManagedHeap Heap { get; init; }

    /// <summary>What an opcode costs.</summary>
    public required OpcodeCost OpcodeCost { get; init; }

    /// <summary>The accelerometer that the folder's entry point uses.</summary>
    public required SensorConnection Sensor { get; init; }

    /// <summary>The board's pins by function (<c>SPI1_CLOCK</c>): the number that <c>System.Device.Gpio</c> takes.</summary>
    public required IReadOnlyDictionary<string, int> Pins { get; init; }

    /// <summary>Supply current.</summary>
    public required CurrentDraw Current { get; init; }

    /// <summary>Bytes of managed heap that the tools may count on.</summary>
    public long HeapBytes => Heap.Bytes;

    /// <summary>Bytes of flash for the application's assemblies and model, beside the firmware.</summary>
    public long FlashBytes => Flash.DeploymentBytes;
}
