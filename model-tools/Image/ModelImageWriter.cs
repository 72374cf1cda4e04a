using System.Buffers.Binary;
using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Writes models as images (docs/contracts/model-image.md) and reads each back before it hands it out.</summary>
public static class ModelImageWriter
{
    /// <summary>The image of a network, unsigned.</summary>
    /// <exception cref="InvalidModelException">The model breaks a rule of the contract; says which.</exception>
    public static byte[] Write(QuantizedModel model)
    {
        IReadOnlyList<TensorShape> shapes = model.Shapes();
        ArenaPlan plan = ArenaPlanner.Plan(model);
        var structure = new ImageBuffer();
        var parameters = new ImageBuffer();
        structure.Varint(model.Layers.Count);
        structure.Varint(model.InputShape.Height);
        structure.Varint(model.InputShape.Width);
        structure.Varint(model.InputShape.Channels);
        structure.Varint((int)model.InputType);
        structure.Varint(plan.Int8Length);
        structure.Varint(plan.Int16Length);
        structure.Varint(plan.TotalBytes);
        WritePlace(structure, model.InputType, plan.Offsets[0]);
        for (int i = 0; i < model.Layers.Count; i++)
        {
            WriteLayer(structure, model, plan, i);
            model.Layers[i].WriteParameters(parameters);
        }

        return Finish(ModelKind.Network, model, structure, parameters, model.InputShape.Count, shapes[^1].Count);
    }

    /// <summary>The image of an ensemble of trees, unsigned.</summary>
    /// <exception cref="InvalidModelException">The model breaks a rule of the contract; says which.</exception>
    public static byte[] Write(TreeModel model)
    {
        var structure = new ImageBuffer();
        var parameters = new ImageBuffer();
        bool vectors = model.Trees.Count > 0 && model.Trees[0].IsVector;
        structure.Varint(model.Features);
        structure.Varint(model.Base.Count);
        structure.Varint(model.Trees.Count);
        structure.Varint(model.Trees.Sum(tree => tree.Count));
        structure.Varint(model.SoftmaxRatio is null ? 0 : 1);
        structure.Varint(vectors ? 1 : 0);
        foreach (TreeNode tree in model.Trees)
        {
            tree.Write(parameters, vectors, model.Base.Count);
        }

        parameters.Int32s(model.Base);
        parameters.Int32s([model.Requantization.Multipliers[0]]);
        parameters.Byte(model.Requantization.Shifts[0]);
        if (model.SoftmaxRatio is { } ratio)
        {
            parameters.Int32s([ratio]);
        }

        return Finish(ModelKind.Trees, model, structure, parameters, model.Features, model.Base.Count);
    }

    /// <summary>The image of a distance model, unsigned.</summary>
    /// <exception cref="InvalidModelException">The model breaks a rule of the contract; says which.</exception>
    public static byte[] Write(DistanceModel model)
    {
        var structure = new ImageBuffer();
        var parameters = new ImageBuffer();
        int features = model.Centres.Count == 0 ? 0 : model.Centres[0].Count;
        if (model.Centres.Any(centre => centre.Count != features))
        {
            throw new InvalidModelException("the centres differ in length");
        }

        structure.Varint(features);
        structure.Varint(model.Centres.Count);
        structure.Varint(model.Scale.Count == features ? 0 : 1);
        foreach (IReadOnlyList<int> centre in model.Centres)
        {
            parameters.Int32s(centre);
        }

        parameters.Int32s(model.Scale);
        parameters.Byte(model.ScaleShift);
        parameters.Byte(model.PreShift);
        parameters.Int32s([model.Multiplier]);
        parameters.Byte(model.Shift);
        return Finish(ModelKind.Distance, model, structure, parameters, features, 1);
    }

    /// <summary>Bytes that a layer's parameters take in an image.</summary>
    public static int ParameterBytes(QuantizedLayer layer)
    {
        var parameters = new ImageBuffer();
        layer.WriteParameters(parameters);
        return parameters.Length;
    }

    /// <summary>A copy of an image with another signature (COSE_Sign1 over the body's hash); empty removes it.</summary>
    public static byte[] WithSignature(ReadOnlySpan<byte> image, ReadOnlySpan<byte> signature)
    {
        int body = BinaryPrimitives.ReadInt32LittleEndian(image[8..]);
        var signed = new byte[body + 2 + signature.Length];
        image[..body].CopyTo(signed);
        BinaryPrimitives.WriteUInt16LittleEndian(signed.AsSpan(body), checked((ushort)signature.Length));
        signature.CopyTo(signed.AsSpan(body + 2));
        return signed;
    }

    /// <summary>Sets the checksum of an image whose body was changed: for tests and repair tools.</summary>
    public static void FixChecksum(byte[] image)
    {
        int body = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(8));
        uint crc = Crc32.Update(Crc32.Start, image, 0, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(12), ~Crc32.Update(crc, image, 16, body - 16));
    }

    private static byte[] Finish(ModelKind kind, ModelDescription model, ImageBuffer structure, ImageBuffer parameters, int inputs, int outputs)
    {
        byte[] image = Assemble(kind, model, structure, parameters, inputs, outputs, null);
        ModelImage read = ReadBack(image);
        if (model.SelfTestInput is null)
        {
            return image;
        }

        // The self-test is what this very image computes here: every board must compute the same.
        var scores = new int[outputs];
        new Engine(read, int.MaxValue).Run(model.SelfTestInput, scores);
        image = Assemble(kind, model, structure, parameters, inputs, outputs, scores);
        ReadBack(image);
        return image;
    }

    private static void WriteLayer(ImageBuffer structure, QuantizedModel model, ArenaPlan plan, int i)
    {
        QuantizedLayer layer = model.Layers[i];
        int flags = layer.Flags;
        flags |= layer.Inputs is null ? 0 : ImageFormat.FlagInputs;
        flags |= layer.ResultType == TensorType.Int16 ? ImageFormat.FlagInt16 : 0;
        flags |= layer.Clip is null ? 0 : ImageFormat.FlagClip;
        structure.Byte((int)layer.Kind);
        structure.Byte(flags);
        if (layer.Inputs is not null)
        {
            structure.Varint(layer.Inputs.Count);
            foreach (int input in layer.Inputs)
            {
                structure.Varint(input);
            }
        }

        if (layer.Clip is { } clip)
        {
            structure.Signed(clip.Low);
            structure.Signed(clip.High);
        }

        layer.WriteFields(structure);
        WritePlace(structure, layer.ResultType, plan.Offsets[i + 1]);
        if (plan.Gathers[i] >= 0)
        {
            structure.Varint(plan.Gathers[i]);
        }
    }

    /// <summary>An unsigned copy of an image that says how the data behind its quality was split.</summary>
    /// <exception cref="InvalidModelException">The bytes hold no provenance section.</exception>
    public static byte[] WithSplit(ReadOnlySpan<byte> image, SplitKind split)
    {
        byte[] copy = WithSignature(image, []);
        for (int at = ImageFormat.HeaderLength; at + 2 < copy.Length;)
        {
            int tag = copy[at++];
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                int part = copy[at++];
                length |= (part & 127) << shift;
                if (part < 128)
                {
                    break;
                }
            }

            if (tag == ImageFormat.SectionProvenance)
            {
                copy[at] = (byte)split; // a varint of one byte
                FixChecksum(copy);
                return copy;
            }

            at += length;
        }

        throw new InvalidModelException("the image holds no provenance section");
    }

    private static void WritePlace(ImageBuffer structure, TensorType type, int offset)
    {
        if (type is TensorType.Int8 or TensorType.Int16)
        {
            structure.Varint(offset);
        }
    }

    private static byte[] Assemble(ModelKind kind, ModelDescription model, ImageBuffer structure, ImageBuffer parameters, int inputs, int outputs, int[]? selfTest)
    {
        if (model.Provenance.SourceHash.Length != 32 || model.Provenance.CalibrationHash.Length is < 8 or > 32)
        {
            throw new InvalidModelException("the source hash must have 32 bytes and the calibration hash 8 to 32");
        }

        if (inputs > ushort.MaxValue || outputs > ushort.MaxValue)
        {
            throw new InvalidModelException($"{inputs} inputs or {outputs} outputs are too many");
        }

        var body = new ImageBuffer();
        body.Int32s([ImageFormat.Magic]);
        body.Byte(ImageFormat.Version);
        body.Byte(ImageFormat.ArithmeticVersion);
        body.Byte(ImageFormat.FeaturesVersion);
        body.Byte((int)kind);
        body.Int32s([0, 0, (int)model.Version]);
        body.Byte(inputs & 0xFF);
        body.Byte(inputs >> 8);
        body.Byte(outputs & 0xFF);
        body.Byte(outputs >> 8);

        Section(body, ImageFormat.SectionId, s => s.Text(model.Id));
        Section(body, ImageFormat.SectionProvenance, s =>
        {
            s.Varint((int)model.Provenance.Split);
            s.Bytes(model.Provenance.SourceHash);
            s.Varint(model.Provenance.CalibrationHash.Length);
            s.Bytes(model.Provenance.CalibrationHash);
            s.Text(model.Provenance.ToolVersion);
        });
        if (model.Recipe.Length > 0)
        {
            Section(body, ImageFormat.SectionRecipe, s => s.Bytes(model.Recipe));
        }

        if (model.Classes.Count > 0)
        {
            Section(body, ImageFormat.SectionClasses, s =>
            {
                s.Varint(model.Classes.Count);
                foreach (string name in model.Classes)
                {
                    s.Text(name);
                }
            });
        }

        Section(body, ImageFormat.SectionStructure, s => s.Bytes(structure.ToArray()));
        Section(body, ImageFormat.SectionParameters, s => s.Bytes(parameters.ToArray()));
        if (selfTest is not null)
        {
            Section(body, ImageFormat.SectionSelfTest, s =>
            {
                s.Int32s(model.SelfTestInput!);
                s.Int32s(selfTest);
            });
        }

        if (model.Units is { } units)
        {
            Section(body, RawUnits.Tag, units.Write);
        }

        byte[] image = [.. body.ToArray(), 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(8), body.Length);
        FixChecksum(image);
        return image;
    }

    private static void Section(ImageBuffer body, int tag, Action<ImageBuffer> write)
    {
        var section = new ImageBuffer();
        write(section);
        body.Byte(tag);
        body.Varint(section.Length);
        body.Bytes(section.ToArray());
    }

    private static ModelImage ReadBack(byte[] image)
    {
        try
        {
            return ModelImage.Parse(image, image.Length);
        }
        catch (ModelImageException e)
        {
            throw new InvalidModelException(e.Message, e);
        }
    }
}
