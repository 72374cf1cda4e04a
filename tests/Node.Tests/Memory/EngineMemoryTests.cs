using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Node.Tests.Models;
using Xunit.Abstractions;

namespace AIoT.Embedded.Node.Tests.Memory;

/// <summary>What a board says a model needs, against its real objects counted with a nanoFramework heap's sizes.</summary>
public sealed class EngineMemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("shipped", 0)]
    [InlineData("shipped", 16 * 1024)]
    [InlineData("shipped", 1 << 20)]
    [InlineData("small", 4096)]
    [InlineData("plane", 0)]
    [InlineData("plane", 1 << 20)]
    [InlineData("autoencoder", 0)]
    [InlineData("autoencoder", 1 << 20)]
    [InlineData("series", 0)]
    [InlineData("series", 1 << 20)]
    [InlineData("trees", 0)]
    [InlineData("distance", 0)]
    public void The_estimate_covers_every_object_and_not_much_more(string name, int packed)
    {
        ModelImage image = Image(name);
        int estimate = EngineMemory.Estimate(image, packed);
        var heap = new DeviceHeap().Add(new Engine(image, packed));
        output.WriteLine($"{name}, {packed} packed: estimate {estimate}, counted {heap.Bytes}, file {image.Data.Length}, arena {image.ArenaBytes}");
        foreach ((string type, int count, long size) in heap.Largest.Take(12))
        {
            output.WriteLine($"{size,8} {count,4} {type}");
        }

        Assert.InRange(estimate, heap.Bytes, (heap.Bytes * 6 / 5) + 200);
    }

    private static ModelImage Image(string name) => name switch
    {
        "shipped" => SlotBench.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", "bearing-v1.aim"))),
        "small" => AppBench.Model(),
        "plane" => AppBench.Parse(SampleModels.Plane()),
        "autoencoder" => AppBench.Parse(SampleModels.Autoencoder()),
        "series" => AppBench.Parse(SampleModels.Series()),
        "trees" => OtherModels.Trees(),
        _ => OtherModels.Distance(),
    };
}
