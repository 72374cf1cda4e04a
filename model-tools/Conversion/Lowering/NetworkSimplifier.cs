namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Folds normalisation into weights and activations into the layers before them, exactly.</summary>
internal static class NetworkSimplifier
{
    public static FloatNetwork Simplify(FloatNetwork network)
    {
        bool changed = true;
        while (changed)
        {
            changed = network.Layers.ToArray().Any(layer => network.Layers.Contains(layer) && TryFold(network, layer));
        }

        RemoveUnread(network);
        AffineToDepthwise(network);
        return network;
    }

    private static bool TryFold(FloatNetwork network, FloatLayer layer) => layer switch
    {
        FloatAffine affine => FoldIntoMaker(network, affine) || FoldIntoUser(network, affine),
        FloatFunction { IsClip: true } clip => FuseClip(network, clip) || Compose(network, clip),
        FloatFunction function => Compose(network, function),
        _ => false,
    };

    private static FloatLayer? Maker(FloatNetwork network, NetworkValue value) => network.Layers.FirstOrDefault(l => l.Output == value);

    private static FloatLayer[] Users(FloatNetwork network, NetworkValue value) => [.. network.Layers.Where(l => l.Inputs.Contains(value))];

    /// <summary>Nobody else sees the value between the two layers, and its own scale is not told by the file.</summary>
    private static bool Private(FloatNetwork network, NetworkValue value) => value.Told is null && value != network.Output && Users(network, value).Length == 1;

    /// <summary>w' = w * scale, b' = b * scale + offset, for what follows a layer with weights.</summary>
    private static bool FoldIntoMaker(FloatNetwork network, FloatAffine affine)
    {
        NetworkValue between = affine.Inputs[0];
        FloatLayer? maker = Maker(network, between);
        if (maker is null || maker.Clips || !Private(network, between))
        {
            return false;
        }

        if (maker is FloatWeight weights && affine.PerChannel() is { } p)
        {
            weights.ScaleOutputs(p.Scale, p.Offset);
            weights.ToldScales = null;
        }
        else if (maker is FloatAffine first && !(first.Inputs[0] == network.Input && affine.Scale.Zip(first.Scale, (a, b) => a * b).Any(s => s < 0)))
        {
            // A sign stays out of the board's normaliser, whose multipliers are not negative.
            first.Offset = [.. first.Offset.Select((o, i) => o * affine.Scale[i] + affine.Offset[i])];
            first.Scale = [.. first.Scale.Select((s, i) => s * affine.Scale[i])];
        }
        else
        {
            return false;
        }

        Remove(network, affine, maker);
        return true;
    }

    /// <summary>w'[o,i] = w[o,i] * scale[i], b' = b + sum of w * offset. The first affine map of the network stays: it is the board's normaliser.</summary>
    private static bool FoldIntoUser(FloatNetwork network, FloatAffine affine)
    {
        NetworkValue x = affine.Inputs[0];
        if (x == network.Input || !Private(network, affine.Output))
        {
            return false;
        }

        FloatLayer user = Users(network, affine.Output)[0];
        if (user is FloatDense dense)
        {
            int inputs = affine.Scale.Length;
            for (int o = 0; o < dense.Bias.Length; o++)
            {
                for (int i = 0; i < inputs; i++)
                {
                    dense.Bias[o] += dense.Weights[o * inputs + i] * affine.Offset[i];
                    dense.Weights[o * inputs + i] *= affine.Scale[i];
                }
            }

            dense.ToldScales = null;
        }
        else if (user is FloatConv { Depthwise: false } conv && affine.PerChannel() is { } p && (!conv.Window.Padded || p.Offset.All(o => o == 0)))
        {
            int channels = p.Scale.Length;
            for (int i = 0; i < conv.Weights.Length; i++)
            {
                conv.Bias[i / conv.Taps] += conv.Weights[i] * p.Offset[i % channels];
                conv.Weights[i] *= p.Scale[i % channels];
            }

            conv.ToldScales = null;
        }
        else
        {
            return false;
        }

        user.Inputs = [x];
        network.Layers.Remove(affine);
        network.Folded.Add(new FoldedNode(affine.Name, "Affine", $"weights of {user.Name}"));
        return true;
    }

    /// <summary>A clip is free as the bounds of the layer before it.</summary>
    private static bool FuseClip(FloatNetwork network, FloatFunction clip)
    {
        NetworkValue between = clip.Inputs[0];
        FloatLayer? maker = Maker(network, between);
        if (maker is null || !maker.CanClip || !Private(network, between))
        {
            return false;
        }

        // Clip after clip: first the maker's bounds, then these.
        double Bound(double v) => Math.Min(Math.Max(v, clip.Low), clip.High);
        maker.Low = Bound(maker.Low);
        maker.High = Bound(maker.High);
        Remove(network, clip, maker);
        return true;
    }

    /// <summary>A function of a function is one table. A bare clip stays one where it can become the bounds of the layer before.</summary>
    private static bool Compose(FloatNetwork network, FloatFunction function)
    {
        NetworkValue between = function.Inputs[0];
        if (Maker(network, between) is not FloatFunction first || first.IsClip && function.IsClip || !Private(network, between))
        {
            return false;
        }

        network.Layers[network.Layers.IndexOf(function)] = new FloatFunction
        {
            Name = function.Name,
            Inputs = first.Inputs,
            Output = function.Output,
            Function = function.IsClip ? first.Function + ", clipped" : function.Function is "Sigmoid" or "HardSigmoid" ? function.Function : first.Function + ", " + function.Function,
            Evaluate = v => function.Bounded(first.Bounded(v)),
        };
        network.Layers.Remove(first);
        network.Folded.Add(new FoldedNode(first.Name, first.Kind, $"table of {function.Name}"));
        return true;
    }

    /// <summary>What a table took over, and branches that nothing reads, go.</summary>
    private static void RemoveUnread(FloatNetwork network)
    {
        while (network.Layers.FirstOrDefault(l => l.Output != network.Output && Users(network, l.Output).Length == 0) is { } unread)
        {
            network.Layers.Remove(unread);
            network.Folded.Add(new FoldedNode(unread.Name, unread.Kind, "the tables that follow it"));
        }
    }

    private static void Remove(FloatNetwork network, FloatLayer layer, FloatLayer maker)
    {
        maker.Output = layer.Output;
        network.Layers.Remove(layer);
        network.Folded.Add(new FoldedNode(layer.Name, layer.Kind, layer is FloatAffine ? $"weights of {maker.Name}" : $"bounds of {maker.Name}"));

        // Layers stay ordered by the values they read: the maker may now write a value made later, never earlier.
    }

    /// <summary>An affine map per channel in the middle of a network is a depthwise convolution of one tap.</summary>
    private static void AffineToDepthwise(FloatNetwork network)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is FloatAffine affine && affine.Inputs[0] != network.Input && affine.PerChannel() is { } p)
            {
                network.Layers[i] = new FloatConv
                {
                    Name = affine.Name,
                    Inputs = affine.Inputs,
                    Output = affine.Output,
                    Weights = p.Scale,
                    Bias = p.Offset,
                    Window = Window2D.One,
                    Depthwise = true,
                };
            }
        }
    }
}
