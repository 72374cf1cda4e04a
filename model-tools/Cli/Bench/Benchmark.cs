using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Bench.Works;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;
using AIoT.Embedded.Node;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>The rows of the benchmark and how they are measured: the real compiled code, metered.</summary>
public sealed class Benchmark(OpcodeMeter meter)
{
    private static readonly string[] Textbook = [typeof(TextbookFft).Assembly.Location];
    private static readonly string[] Firmware = [typeof(RealSpectrum).Assembly.Location, typeof(Engine).Assembly.Location, typeof(Decider).Assembly.Location, typeof(MachineState).Assembly.Location];

    public static IReadOnlyList<BenchRow> Rows { get; } =
    [
        Row<TextbookDenseWork.Layer32X24, EngineDenseWork.Layer32X24>("dense_engine_per_mac", "int8 dense layer 32x24 from an image, a MAC", BenchModels.Macs(BenchModels.Layer32X24), 230),
        Row<TextbookDenseWork.Layer96X32, EngineDenseWork.Layer96X32>("dense_engine_96x32_per_mac", "int8 dense layer 96x32 from an image, a MAC", BenchModels.Macs(BenchModels.Layer96X32), 230),
        Row<TextbookDenseWork.Autoencoder, EngineDenseWork.Autoencoder>("dense_engine_autoencoder_per_mac", "int8 autoencoder 32-24-16-24-32 from an image, a MAC", BenchModels.Macs(BenchModels.Autoencoder), 230),
        Row<TextbookConvolutionWork, EngineConvolutionWork>("conv1d_engine_per_mac", "int8 Conv1D 64x8, 24 kernels of 5, from an image, a MAC", BenchModels.ConvolutionMacs, 230),
        Generated<TextbookDenseWork.Autoencoder, GeneratedDenseWork.Autoencoder>("dense_generated_per_mac", "the autoencoder as generated code, a MAC", BenchModels.Macs(BenchModels.Autoencoder), 100, () => BenchModels.Dense(BenchModels.Autoencoder)),
        Generated<TextbookDenseWork.Layer96X32, GeneratedDenseWork.Layer96X32>("dense_generated_96x32_per_mac", "the layer 96x32 as generated code, a MAC", BenchModels.Macs(BenchModels.Layer96X32), 85, () => BenchModels.Dense(BenchModels.Layer96X32)),
        Row<TextbookSpectrumWork.Points256, SpectrumWork.Points256>("fft256", "Hann window, real FFT, power: 256 points", 1, 1.0e6),
        Row<TextbookSpectrumWork.Points512, SpectrumWork.Points512>("fft512", "the same: 512 points", 1, 2.1e6),
        Row<TextbookSpectrumWork.Points1024, SpectrumWork.Points1024>("fft1024", "the same: 1024 points", 1, 4.5e6),
        Row<TextbookSpectrumWork.Points2048, SpectrumWork.Points2048>("fft2048", "the same: 2048 points", 1, 9.9e6),
        Row<TextbookWindowWork, EngineWindowWork>("window_engine", "a window of 1024 from samples to decision, engine", 1, 11e6),
        Generated<TextbookWindowWork, GeneratedWindowWork>("window_generated", "the same with the network as generated code", 1, 10e6, BenchModels.Monitor),
        Row<TextbookEnvelopeStreamWork, EnvelopeStreamWork>("envelope_stream", "streamed envelope over 4 bands, 1024 new samples", EnvelopeStreamWork.Windows, 12e6),
    ];

    public BenchResult Measure(BenchRow row) => new(row, Measure(row.Textbook), Measure(row.Ours));

    private OpcodeReport Measure(BenchWork work)
    {
        if (work.Generated is null)
        {
            return meter.Measure(work.Work, work.Assemblies);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("aiot-bench");
        try
        {
            return meter.Measure(work.Work, [.. work.Assemblies, GeneratedCode.Write(work.Generated(), folder.FullName)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchRow Row<TTextbook, TOurs>(string key, string title, double units, double bar)
        where TTextbook : IMeteredWork
        where TOurs : IMeteredWork => new(key, title, units, bar, new BenchWork(typeof(TTextbook), Textbook), new BenchWork(typeof(TOurs), Firmware));

    private static BenchRow Generated<TTextbook, TOurs>(string key, string title, double units, double bar, Func<QuantizedModel> model)
        where TTextbook : IMeteredWork
        where TOurs : IMeteredWork
    {
        BenchRow row = Row<TTextbook, TOurs>(key, title, units, bar);
        return row with { Ours = row.Ours with { Generated = model } };
    }
}
