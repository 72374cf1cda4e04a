using System.Reflection;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>Measures an image for a board: the firmware's own objects for RAM, the opcode meter on the firmware's own code for time.</summary>
internal sealed class BoardEstimator
{
    private const int Seed = 1;

    /// <summary>One LSB of a 16-bit accelerometer at +-2 g; opcodes hardly depend on it.</summary>
    private const int NanoGPerLsb = 61_000;

    /// <param name="image">The model.</param>
    /// <param name="board">Where it shall run.</param>
    /// <param name="packedBudget">Bytes that the engine may use to lay weights into words.</param>
    /// <exception cref="ModelFileException">The board's cost table can't be used.</exception>
    public ModelEstimate Estimate(ModelImage image, BoardDescription board, int packedBudget)
    {
        CostTable table = Table(board);
        CostColumn column = board.OpcodeCost.Column switch { "x64" => CostColumn.X64, "i686" => CostColumn.I686, _ => CostColumn.Thumb2 };
        double perSecond = board.ClockHz * board.OpcodeCost.InstructionsPerCycle.Value;
        var engine = new Engine(image, packedBudget);
        FeatureRecipe? recipe = Recipe(image);
        List<(string Use, long Bytes)> ram = NodeOnBoard.Count(image, engine, recipe is null ? null : new FeatureExtractor(recipe, NanoGPerLsb), board, packedBudget, out string? partly);
        (double run, double[] kernels) = Meter(image, packedBudget, table, column);
        return new ModelEstimate
        {
            Board = board,
            ImageBytes = image.Data.Length,
            Ram = ram,
            ArenaBytes = image.ArenaBytes,
            Layers = Layers(image, kernels, perSecond),
            InferenceInstructions = run,
            FeatureInstructions = recipe is null ? 0 : MeterFeatures(recipe, table, column),
            InstructionsPerSecond = perSecond,
            Assumptions = Assumptions(image, board, engine, recipe, partly),
        };
    }

    private static CostTable Table(BoardDescription board)
    {
        if (board.OpcodeCost.IsShippedTable)
        {
            return CostTable.NanoFramework1();
        }

        try
        {
            using var reader = new StreamReader(board.OpcodeCost.Table);
            return CostTable.Parse(Path.GetFileName(board.OpcodeCost.Table), reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ArgumentException)
        {
            throw new ModelFileException(board.OpcodeCost.Table, null, "is no cost table: " + e.Message, $"have it measured again, or name \"{OpcodeCost.ShippedTable}\" in board.json", e);
        }
    }

    private static FeatureRecipe? Recipe(ModelImage image)
    {
        byte[] bytes = image.RecipeLength > 0 ? image.CopyRecipe() : [];
        return bytes.Length > 0 && FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out _) ? recipe : null;
    }

    /// <summary>Instructions of a whole run and of each kernel, on the self-test's input, or random numbers where there is none.</summary>
    private static (double Run, double[] Kernels) Meter(ModelImage image, int packedBudget, CostTable table, CostColumn column)
    {
        var random = new Random(Seed);
        int[] input = image.SelfTestInput is { } test ? [.. test] : [.. Enumerable.Range(0, image.InputCount).Select(_ => random.Next(-128, 128))];
        double[] kernels = [];
        OpcodeReport whole = new OpcodeMeter(table).Measure([typeof(Engine).Assembly.Location], metered =>
        {
            const BindingFlags any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
            object parsed = metered.CallStatic(typeof(ModelImage).FullName!, nameof(ModelImage.Parse), image.Data, image.Data.Length)!;
            object engine = metered.New(typeof(Engine).FullName!, parsed, packedBudget);
            int[] scores = new int[image.OutputCount];
            if (image.Kind == ModelKind.Network)
            {
                object memory = engine.GetType().GetField("_memory", any)!.GetValue(engine)!;
                random.NextBytes((byte[])(object)(sbyte[])memory.GetType().GetField("Int8", any)!.GetValue(memory)!);
                memory.GetType().GetField("Features", any)!.SetValue(memory, input);
                memory.GetType().GetField("Scores", any)!.SetValue(memory, scores);
                var list = (Array)engine.GetType().GetField("_kernels", any)!.GetValue(engine)!;
                kernels = new double[list.Length];
                for (int i = 0; i < kernels.Length; i++)
                {
                    metered.Restart();
                    metered.Call(list.GetValue(i)!, "Run", memory);
                    kernels[i] = metered.Report(table).Instructions(column);
                }
            }

            metered.Restart();
            metered.Call(engine, nameof(Engine.Run), input, scores);
        });
        return (whole.Instructions(column), kernels);
    }

    private static double MeterFeatures(FeatureRecipe recipe, CostTable table, CostColumn column)
    {
        byte[] bytes = recipe.ToBytes();
        var random = new Random(Seed);
        short[] window = [.. Enumerable.Range(0, recipe.WindowLength).Select(_ => (short)random.Next(-2000, 2000))];
        return new OpcodeMeter(table).Measure([typeof(FeatureExtractor).Assembly.Location], metered =>
        {
            object?[] arguments = [bytes, 0, bytes.Length, null, null];
            metered.Type(typeof(FeatureRecipe).FullName!).GetMethod(nameof(FeatureRecipe.TryParse))!.Invoke(null, arguments);
            object extractor = metered.New(typeof(FeatureExtractor).FullName!, arguments[3], NanoGPerLsb);
            int[] features = new int[recipe.FeatureCount];
            metered.Call(extractor, nameof(FeatureExtractor.Process), window, 0, features);
            metered.Restart();
            metered.Call(extractor, nameof(FeatureExtractor.Process), window, 0, features);
        }).Instructions(column);
    }

    private static List<LayerEstimate> Layers(ModelImage image, double[] kernels, double perSecond)
    {
        if (image.Kind != ModelKind.Network)
        {
            return [];
        }

        QuantizedModel model = ImageDecoder.Decode(image);
        IReadOnlyList<TensorShape> shapes = model.Shapes();
        return [.. model.Layers.Select((layer, i) => new LayerEstimate(
            i,
            layer.Kind.ToString(),
            shapes[i + 1].ToString(),
            layer.ResultType switch { TensorType.Int8 => "int8", TensorType.Int16 => "int16", _ => "Q15" },
            layer.Work([.. model.InputsOf(i).Select(t => shapes[t])]),
            ModelImageWriter.ParameterBytes(layer),
            kernels[i],
            1000 * kernels[i] / perSecond))];
    }

    private static List<string> Assumptions(ModelImage image, BoardDescription board, Engine engine, FeatureRecipe? recipe, string? partly)
    {
        InstructionRate rate = board.OpcodeCost.InstructionsPerCycle;
        return
        [
            FormattableString.Invariant($"clock {board.ClockHz / 1e6:F0} MHz, {rate.Value} instructions a cycle: {(rate.Kind == FigureKind.Measured ? $"measured on {rate.Date:yyyy-MM-dd}" : "an assumption, not measured on this board")} ({rate.Source})"),
            $"instructions an opcode: table {(board.OpcodeCost.IsShippedTable ? OpcodeCost.ShippedTable : Path.GetFileName(board.OpcodeCost.Table))}, column {board.OpcodeCost.Column}; opcodes counted in the firmware's own code on {(image.SelfTestInput is null ? "random input" : "the image's self-test input")}",
            "the interpreter runs alone: no other thread, no garbage collection, no interrupt load",
            $"RAM: objects and arrays by the layout of nanoFramework 1.x's heap (12-byte blocks); {engine.PackedWeightBytes} bytes of packed weights; {(partly is null ? "the application is in it as the entry point builds it, with raw captures and a baseline" : $"the application is not, because it can't run this model here ({partly})")}; stacks, messages on their way and the network's buffers come on top",
            $"heap {board.HeapBytes} bytes: {board.Heap.Source}",
            $"flash: the image as a file or resource beside the application's assemblies; {board.Flash.Source}",
            .. recipe is null ? Array.Empty<string>() : [$"a window: features of {recipe.WindowLength} samples and one inference; waiting for the samples is not counted"],
        ];
    }
}
