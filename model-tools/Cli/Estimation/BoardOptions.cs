using System.CommandLine;
using AIoT.Embedded.Boards;

namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>The options that say for which board, and with what budgets.</summary>
internal sealed class BoardOptions
{
    private const int MostPackedBytes = 1 << 24;

    public Option<string?> Board { get; } = new("--board") { Description = $"board to fit: {string.Join(", ", BoardCatalog.Default().Names)}, or the path of a board.json" };

    public Option<int> Packed { get; } = new("--packed-weights") { Description = "bytes of RAM that the engine may use to lay weights into words (faster); as the board's application sets it", DefaultValueFactory = _ => 1024 };

    public Option<double?> MaxTime { get; } = new("--max-ms") { Description = "most milliseconds a window may take on the board (features and inference, estimated)" };

    public BoardOptions()
    {
        Packed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MostPackedBytes)
            {
                result.AddError($"--packed-weights takes 0 to {MostPackedBytes} bytes.");
            }
        });
        MaxTime.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double?>() is null or > 0))
            {
                result.AddError("--max-ms takes a positive number of milliseconds.");
            }
        });
    }
}
