using System.Security.Cryptography;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Models;

/// <summary>A board's slots, and a gateway that offers to them.</summary>
internal sealed class SlotBench : IDisposable
{
    public SlotBench() => Flashed = Parse(Image(1));

    public SigningKey Key { get; } = SigningKey.Create();

    public ModelImage Flashed { get; }

    public int TrialWindows { get; init; } = 3;

    public int TrialStarts { get; init; } = 3;

    public int MemoryBudget { get; init; } = 96 * 1024;

    public long Free { get; init; } = 64 * 1024;

    public static ModelImage Parse(byte[] bytes) => ModelImage.Parse(bytes, bytes.Length);

    public static QuantizedModel Description(uint version, string id = "loudness")
        => AppBench.Description() with { Id = id, Version = version, SelfTestInput = [5000, 1000, 300, 800] };

    /// <summary>An image, signed.</summary>
    public byte[] Image(uint version, string id = "loudness") => ModelSigner.Sign(ModelImageWriter.Write(Description(version, id)), Key);

    public ModelSlots Start(IStorage storage, out ModelImage image)
    {
        var options = new ModelSlotOptions { PublicKey = Key.Public, TrialWindows = TrialWindows, TrialStarts = TrialStarts, MemoryBudgetBytes = MemoryBudget, PackedWeightBudgetBytes = 4096 };
        var slots = new ModelSlots(storage, options, new MachineOptions { ShaftSpeedMilliHz = 24_667 }, new TestBoard(1) { FreeBytes = Free });
        image = slots.Load(Flashed);
        return slots;
    }

    public ModelSlots Start(IStorage storage) => Start(storage, out _);

    public static ModelOffer Offer(byte[] file, string id = "loudness", uint? version = null)
    {
        ModelImage? image = ModelImage.TryParse(file, file.Length, out ModelImage parsed, out _, out _) ? parsed : null;
        int body = BitConverter.ToInt32(file, 8);
        byte[] hash = body > 0 && body <= file.Length ? SHA256.HashData(file.AsSpan(0, body)) : SHA256.HashData(file);
        var offer = new ModelOffer { Id = 1, Total = file.Length, ModelId = image?.Id ?? id, ModelVersion = version ?? image?.Version ?? 99 };
        hash.CopyTo(offer.Hash, 0);
        return offer;
    }

    /// <summary>Offers a file, sends what the board lacks of it, and has it looked at.</summary>
    /// <returns>True when the board has switched.</returns>
    public static bool Send(ModelSlots slots, byte[] file, ModelOffer? offer = null, int piece = 200)
    {
        offer ??= Offer(file);
        if (!slots.TryOffer(offer))
        {
            return false;
        }

        while (slots.State == ModelState.Receiving)
        {
            if (!slots.TryWrite(Chunk(file, offer, slots.Received, piece)))
            {
                return false;
            }
        }

        return slots.State == ModelState.Verifying && slots.TrySwitch();
    }

    public static ModelChunk Chunk(byte[] file, ModelOffer offer, int first, int length)
    {
        var chunk = new ModelChunk { First = first, Buffer = file, Offset = first, Length = Math.Min(length, file.Length - first) };
        offer.Hash.AsSpan(0, 8).CopyTo(chunk.Hash);
        return chunk;
    }

    public static void Measure(ModelSlots slots, int windows)
    {
        for (int i = 0; i < windows; i++)
        {
            slots.WindowMeasured();
        }
    }

    /// <summary>A board on a new flash that has taken and trusted version 2.</summary>
    public Flash Settled(Random random, out byte[] second)
    {
        var flash = new Flash(random);
        second = Image(2);
        Assert.True(Send(Start(flash), second));
        ModelSlots slots = Start(flash);
        Measure(slots, TrialWindows);
        Assert.False(slots.Settle());
        return flash;
    }

    public void Dispose() => Key.Dispose();
}
