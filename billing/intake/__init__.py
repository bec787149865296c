"""Reading billing exports: from a path to the one table `charges`, every row counted or listed as left out."""
